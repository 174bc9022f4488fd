"""What the rules of ballots, inspection, appraisal, ballot, publicity and appointment are called. PURE.

`"Class.field": (label, help)`; `campaigns.plan.labels` finds the words of a field.
"""

from oversight.words import gettext_noop

LATER_WORDS: dict[str, tuple[str, str]] = {
    "Group.key": (gettext_noop("Key of the group"), gettext_noop("Usually A, B, C.")),
    "Group.title": (gettext_noop("Group of voters"), gettext_noop("Who belongs to it.")),
    "Group.weight": (
        gettext_noop("Weight of the group (per cent)"),
        gettext_noop("The weights of all groups sum to 100."),
    ),
    "Group.due": (gettext_noop("People due in the group"), gettext_noop("How many of it should vote.")),
    "Grade.key": (gettext_noop("Key of the grade"), gettext_noop("Becomes a value of the evidence file.")),
    "Grade.title": (gettext_noop("Grade"), gettext_noop("As on the ballot.")),
    "Grade.value": (
        gettext_noop("Value of the grade"),
        gettext_noop("What a ballot of this grade counts."),
    ),
    "Veto.rate": (
        gettext_noop("Share of"),
        gettext_noop("Grade keys joined by +, such as excellent+competent."),
    ),
    "Veto.at_least": (
        gettext_noop("At least"),
        gettext_noop("A share such as 1/3; one of the four bounds."),
    ),
    "Veto.above": (gettext_noop("More than"), gettext_noop("A share such as 1/3; one of the four bounds.")),
    "Veto.at_most": (gettext_noop("At most"), gettext_noop("A share such as 2/3; one of the four bounds.")),
    "Veto.below": (gettext_noop("Less than"), gettext_noop("A share such as 2/3; one of the four bounds.")),
    "Veto.group": (gettext_noop("Of the group"), gettext_noop("Empty: over all groups together.")),
    ".groups": (gettext_noop("Groups of voters"), gettext_noop("Each with its weight.")),
    ".grades": (gettext_noop("Grades"), gettext_noop("Best first.")),
    ".denominator": (gettext_noop("Denominator"), gettext_noop("What a share of ballots is taken of.")),
    "Assessment.quorum": (
        gettext_noop("Quorum of the assessment"),
        gettext_noop("Least share of those due that must take part. Empty: none."),
    ),
    ".report": (
        gettext_noop("Internal report of the result"),
        gettext_noop(
            "A paper of the house is drafted once the outcome is sealed; figures are not made public."
        ),
    ),
    ".veto": (gettext_noop("Vetoes"), gettext_noop("Whoever meets one is out, whatever the score.")),
    ".days": (gettext_noop("Days"), gettext_noop("How many days it lasts.")),
    ".unit": (gettext_noop("Counted in"), gettext_noop("Working days follow the working calendar.")),
    "Round.key": (gettext_noop("Key of the round"), gettext_noop("Names the round in the evidence file.")),
    "Round.title": (gettext_noop("Round"), gettext_noop("As announced.")),
    "Round.signed": (gettext_noop("Signed"), gettext_noop("Voters put their names to their ballots.")),
    "Round.due": (
        gettext_noop("People due in the round"),
        gettext_noop("How many should vote. Empty: not stated."),
    ),
    "Round.max_names": (
        gettext_noop("Names on a ballot at most"),
        gettext_noop("A ballot with more is void."),
    ),
    "Round.keep": (
        gettext_noop("Names kept for each position"),
        gettext_noop("Or the ratio to openings, one of the two."),
    ),
    "Round.per_opening": (
        gettext_noop("Names kept for each opening"),
        gettext_noop("Times the position's openings."),
    ),
    "Round.threshold": (
        gettext_noop("Least share of the valid ballots"),
        gettext_noop("Names with fewer votes are not kept. Empty: none."),
    ),
    "Layer.key": (gettext_noop("Key of the layer"), gettext_noop("Becomes a value of the evidence file.")),
    "Layer.title": (gettext_noop("Layer"), gettext_noop("Who belongs to it.")),
    "Layer.weight": (
        gettext_noop("Weight of the layer (per cent)"),
        gettext_noop("Of all layers or of none; they sum to 100. Empty: votes are added up."),
    ),
    "Layer.due": (
        gettext_noop("People due in the layer"),
        gettext_noop("How many should vote. Empty: not stated."),
    ),
    "PraiseFactor.key": (
        gettext_noop("Key of the factor"),
        gettext_noop("Becomes a value of the evidence file."),
    ),
    "PraiseFactor.title": (
        gettext_noop("Factor"),
        gettext_noop("The voter names the person who is strongest in it."),
    ),
    "PraiseFactor.weight": (
        gettext_noop("Weight of the factor"),
        gettext_noop("The weights of all factors sum to 100."),
    ),
    "Recommendation.rounds": (
        gettext_noop("Rounds"),
        gettext_noop("One after another; the next counts only names kept."),
    ),
    "Recommendation.layers": (
        gettext_noop("Layers"),
        gettext_noop("Counted apart; a layer of fewer than five ballots is not shown. Empty: all together."),
    ),
    "Recommendation.factors": (
        gettext_noop("X-most factors"),
        gettext_noop("Empty: ballots of names alone."),
    ),
    "Recommendation.directed": (
        gettext_noop("Directed"),
        gettext_noop("Recommended for a certain post, or only for a level."),
    ),
    ".difference": (
        gettext_noop("Names for each opening at least"),
        gettext_noop("The difference that must be kept. Empty: as the plan check asks."),
    ),
    "Recommendation.validity_months": (
        gettext_noop("Valid for (months)"),
        gettext_noop("A recommendation is valid one year."),
    ),
    "RubricItem.key": (
        gettext_noop("Key of the item"),
        gettext_noop("Becomes a value of the evidence file."),
    ),
    "RubricItem.title": (gettext_noop("Item"), gettext_noop("As on the inspection sheet.")),
    "RubricItem.full_marks": (
        gettext_noop("Full marks of the item"),
        gettext_noop("Marks above it are refused."),
    ),
    "RubricItem.weight": (
        gettext_noop("Weight of the item (per cent)"),
        gettext_noop("The weights of all items sum to 100."),
    ),
    "Inspection.team": (
        gettext_noop("People in the team"),
        gettext_noop("At least two (Regulations 2019, Art. 33)."),
    ),
    "Inspection.notice_days": (
        gettext_noop("Announced before (days)"),
        gettext_noop("Days between the announcement of the inspection and its beginning."),
    ),
    "Inspection.rubric": (gettext_noop("Rubric"), gettext_noop("Empty: checks without marks.")),
    "Inspection.strengths": (
        gettext_noop("Classes of strength"),
        gettext_noop("One a line; entrants are compared side by side by them."),
    ),
    "Inspection.musts": (
        gettext_noop("Looked into about everybody"),
        gettext_noop("The four musts of the Regulations (2019, Art. 31)."),
    ),
    "Inspection.signers": (
        gettext_noop("Signers of the integrity opinion"),
        gettext_noop("One a line (Regulations 2019, Art. 31: both secretaries)."),
    ),
    "Organ.silence": (
        gettext_noop("When it has not answered in time"),
        gettext_noop("Consent is for co-managing organs alone, never for discipline."),
    ),
    "Organ.key": (gettext_noop("Key of the organ"), gettext_noop("Names the organ in the evidence file.")),
    "Organ.title": (gettext_noop("Organ"), gettext_noop("Who must answer for every entrant.")),
    "Organ.days": (
        gettext_noop("Answers within (working days)"),
        gettext_noop("Working days from the asking."),
    ),
    "JointAppraisal.organs": (
        gettext_noop("Organs"),
        gettext_noop("Until the last one has answered nobody goes on."),
    ),
    "JointAppraisal.adverse": (
        gettext_noop("Adverse answer"),
        gettext_noop("What an adverse answer does to the entrant."),
    ),
    "Deliberation.parties": (gettext_noop("Parties heard"), gettext_noop("One a line.")),
    "Deliberation.consent_days": (
        gettext_noop("Silence is consent after (days)"),
        gettext_noop("A co-managing organ silent so long has agreed."),
    ),
    "Vote.due": (gettext_noop("Members due"), gettext_noop("Who should attend the ballot.")),
    "Vote.quorum": (gettext_noop("Quorum"), gettext_noop("Share of those due that must be present.")),
    "Vote.majority": (gettext_noop("Majority of"), gettext_noop("More than half of whom must agree.")),
    "Vote.max_ballots": (
        gettext_noop("Ballots at most"),
        gettext_noop("After the last one nobody is chosen."),
    ),
    "Vote.secret": (gettext_noop("Secret"), gettext_noop("Ballots carry no name.")),
    "Vote.recused_due": (
        gettext_noop("Recused members count as due"),
        gettext_noop("Recused members still count among those due."),
    ),
    "Vote.runoff": (
        gettext_noop("Run-off for each opening"),
        gettext_noop("Only so many, those with most votes, stand again. Empty: everybody."),
    ),
    "Publicity.start_excluded": (
        gettext_noop("Day of posting not counted"),
        gettext_noop("The first day counted is the day after."),
    ),
    "Publicity.exempt": (
        gettext_noop("Exempt because of"),
        gettext_noop("The lawful reason why there is no publicity; otherwise empty."),
    ),
    "Appointment.elective": (
        gettext_noop("Elective post"),
        gettext_noop("Filled by election, no probation."),
    ),
    "Appointment.probation_months": (
        gettext_noop("Probation (months)"),
        gettext_noop("A year for non-elective promotions."),
    ),
    "Appointment.extension_months": (
        gettext_noop("Extension of probation (months)"),
        gettext_noop("0: no extension."),
    ),
    "Appointment.contract_months": (
        gettext_noop("Contract (months)"),
        gettext_noop("Appointment by contract. Empty: none."),
    ),
    "Appointment.reserve_months": (
        gettext_noop("Reserve pool (months)"),
        gettext_noop("How long those not appointed stay in the reserve pool. Empty: no pool."),
    ),
}
"""A key that begins with a dot holds for every class that has such a field and no words of its own."""
