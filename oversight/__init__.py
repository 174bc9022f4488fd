"""The ground: who may act and what was done.

Users and officers, the ledger, signatures, jobs, stored bytes, the verifier. Nothing can be done in this
product without being recorded, so every other app stands on this one. It imports no other app, names
subjects by text (`stage:written`) and learns their sentences and links by registration.
"""
