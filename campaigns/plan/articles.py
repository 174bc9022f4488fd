"""Where the rules of the plan check stand: each source once, as a sentence for people. PURE."""

from oversight.words import Sentence, gettext_noop

ARITHMETIC = Sentence(gettext_noop("Arithmetic of the plan"))
"""No text of law: without it a score or a list could not be computed, or not as announced."""

CUSTOM = Sentence(gettext_noop("Common practice of published notices"))
"""Usual in the notices that were read, nowhere a national norm: it gives warnings, never errors."""

SOURCE_DIFFERENCES = Sentence(
    gettext_noop("Four differences: recommendation, inspection, deliberation, ballot")
)
SOURCE_APPRAISAL = Sentence(gettext_noop("Joint appraisal of all names before the ballot"))

SOURCE_NODES = Sentence(
    gettext_noop(
        "Monitoring of key nodes: plan; exam, assessment or recommendation; inspection and appointment"
    )
)

STEPS = Sentence(gettext_noop("Civil Servants Law (2018), Art. 46"))
COMPULSORY = Sentence(gettext_noop("Civil Servants Law (2018), Art. 48"))
OPEN_SELECTION_STEPS = Sentence(gettext_noop("Provisional Rules on Open Selection (2004), Art. 6"))
ONE_YEAR = Sentence(
    gettext_noop("Regulations on Appointing Leading Cadres: a recommendation is valid one year")
)
MORE_THAN_POSTS = Sentence(
    gettext_noop("Regulations on Appointing Leading Cadres: more inspected than posts to fill")
)
FOUR_MUSTS = Sentence(gettext_noop("Regulations on Appointing Leading Cadres (2019), Art. 31"))
TEAM = Sentence(gettext_noop("Regulations on Appointing Leading Cadres (2019), Art. 33"))
DELIBERATION = Sentence(gettext_noop("Regulations on Appointing Leading Cadres (2014), Art. 34"))
QUORUM = Sentence(
    gettext_noop("Regulations on Appointing Leading Cadres: discussion and decision, two thirds present")
)
MAJORITY = Sentence(
    gettext_noop(
        "Regulations on Appointing Leading Cadres: discussion and decision, more than half of those due"
    )
)
BASE_ELECTION = Sentence(
    gettext_noop("Base-level election rules: four fifths present, more than half of them")
)
PUBLICITY = Sentence(gettext_noop("Regulations on Appointing Leading Cadres (2019), Art. 42"))
PROBATION = Sentence(gettext_noop("Regulations on Appointing Leading Cadres (2014), Art. 42"))
CALENDAR = Sentence(gettext_noop("Rules on Holidays (2024) and the State Council's yearly notice"))
