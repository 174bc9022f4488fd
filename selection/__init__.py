"""The roof: settings, URLs, Celery with its whole timetable, and the desks.

Desks read every floor and write nothing. The one place allowed to import everything.
"""
