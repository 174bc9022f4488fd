# ruff: noqa: E501 - findings stand as they are printed
"""The plan check: one broken rule at a time, on a plan that breaks nothing else."""

from datetime import date

import pytest

from campaigns.plan.check import CHECKS, Gravity, check_plan, mistakes_of, read_checked_plan
from campaigns.plan.document import read_document, read_plan
from campaigns.workdays import seed_calendar
from oversight.words import Mistaken
from tests.campaigns.plan.plans import HEAD, SAMPLE

REPLAY = (
    HEAD.replace('"difference_contest"', '"custom"').replace("[[positions]]", "reference_date = 2023-05-31\n[[positions]]")
    + """
[[stages]]
kind = "registration"
[[stages]]
kind = "written_exam"
key = "written"
papers = [ { key = "public", weight = 60 }, { key = "special", weight = 40 } ]
pass_mark = 60
advance = { per_opening = 5 }
[[stages]]
kind = "interview"
parts = [ { key = "speech", weight = 40 }, { key = "answers", weight = 60 } ]
trim = { highest = 1, lowest = 1, minimum_judges = 5 }
pass_mark = 60
[[stages]]
kind = "composite"
key = "total"
weights = { written = 40, interview = 60 }
tie_chain = ["interview", "written", "written.public", "interview.speech", "unrounded"]
advance = { per_opening = 3, ties = "chain" }
"""
)  # fmt: skip

COURSE = (
    REPLAY.replace('"custom"', '"difference_contest"')
    + """
[[stages]]
kind = "recommendation"
rounds = [ { key = "wide", keep = 6 }, { key = "core", keep = 4 }, { key = "leaders", per_opening = 3 } ]
factors = [ { key = "virtue", weight = 20 } ]
difference = 3
[[stages]]
kind = "inspection"
difference = 3
rubric = [ { key = "results", weight = 60 }, { key = "public", weight = 40 } ]
[[stages]]
kind = "assessment"
groups = [ { key = "A", weight = 40, due = 11 }, { key = "B", weight = 60, due = 40 } ]
grades = [ { key = "excellent", value = 100 }, { key = "poor", value = 0 } ]
veto = [ { rate = "poor", at_least = "1/3", group = "A" } ]
[[stages]]
kind = "joint_appraisal"
organs = [ { key = "discipline" }, { key = "audit" } ]
[[stages]]
kind = "deliberation"
[[stages]]
kind = "vote"
due = 11
[[stages]]
kind = "publicity"
[[stages]]
kind = "appointment"
[[nodes]]
key = "plan"
stages = ["announcement"]
[[nodes]]
key = "selection"
stages = ["total", "recommendation"]
[[nodes]]
key = "appointment"
stages = ["inspection", "appointment"]
"""
)


def found(text, **options):
    """Return code, gravity initial, place and sentence of each finding."""
    return [
        f"{f.gravity.value[0].upper()} {f.code} {f.path}: {f.what}"
        for f in check_plan(read_plan(text), **options)
    ]


def test_a_plan_of_exams_alone_breaks_nothing():
    assert found(REPLAY) == []


def test_a_whole_course_breaks_nothing():
    assert found(COURSE) == []


def test_the_sample_of_the_format_has_no_error():
    assert [f for f in found(SAMPLE) if f.startswith("E")] == []


BROKEN = [
    # key nodes
    ('stages = ["total", "recommendation"]', 'stages = ["total", "round"]', "E node_stages nodes.[2].stages: Key node selection names the stage round, which is not in the plan."),
    ('stages = ["total", "recommendation"]', 'stages = ["total"]\nsigners = []', "E node_signers nodes.[2].signers: Nobody signs key node selection; name who does."),
    ('key = "plan"\nstages = ["announcement"]', 'key = "plan"\nstages = ["deliberation"]', "W key_points nodes: No key node attests this: the plan. Nobody who watches signs it."),
    ('[[nodes]]\nkey = "appointment"\nstages = ["inspection", "appointment"]\n', "", "W key_points nodes: No key node attests this: inspection and appointment. Nobody who watches signs it."),
    # first steps and order
    ('kind = "registration"', 'kind = "public_comment"', "W first_steps : The plan has no registration: everybody who applied enters the first stage unchecked."),
    ('[[stages]]\nkind = "recommendation"', '[[stages]]\nkind = "registration"\nkey = "again"\n[[stages]]\nkind = "recommendation"', "E first_steps again: A plan has one registration; all later stages take their entrants from it."),
    ('kind = "registration"\n', 'kind = "registration"\n[[stages]]\nkind = "announcement"\n', "E first_steps announcement: A plan has one announcement, and it is the first stage: it freezes the rules."),
    ('[[stages]]\nkind = "deliberation"\n[[stages]]\nkind = "vote"\ndue = 11\n', '[[stages]]\nkind = "vote"\ndue = 11\n[[stages]]\nkind = "deliberation"\n', "E order_of_stages vote: deliberation must come before this stage; move it forward."),
    ('[[stages]]\nkind = "publicity"\n[[stages]]\nkind = "appointment"\n', '[[stages]]\nkind = "appointment"\n[[stages]]\nkind = "publicity"\n', "E order_of_stages appointment: publicity must come before this stage; move it forward."),
    ('[[stages]]\nkind = "publicity"\n', "", "E needed_steps appointment: There is no publicity before the appointment; add one, or one with its exemption."),
    ('[[stages]]\nkind = "vote"\ndue = 11\n', "", "W needed_steps appointment: There is no vote: the decision on the appointment is not part of this plan."),
    ('[[stages]]\nkind = "joint_appraisal"\norgans = [ { key = "discipline" }, { key = "audit" } ]\n', "", "W needed_steps vote: There is no joint appraisal of the names before they are voted on."),
    ('"difference_contest"', '"two_recommendations_one_exam"', "W method_steps campaign.method: Steps that give this method its name are missing: recommendations, exam or ballot."),
    ('"difference_contest"', '"open_transfer"', "W opening_ratio registration.minimum_ratio: Notices of this method usually ask 5 eligible applications for an opening."),
    ('kind = "registration"', 'kind = "registration"\nminimum_ratio = 1', "W opening_ratio registration.minimum_ratio: With 1 application for an opening nobody competes."),
    ("reference_date = 2023-05-31\n", "", "W reference_date campaign.reference_date: There is no reference date: ages and years of service have no day to count to."),
    # differences
    ("per_opening = 3 } ]\nfactors", "keep = 1 } ]\nfactors", "E differences inspection.difference: Only 1 for each opening reach this stage; the difference is lost."),
    ('kind = "vote"\n', 'kind = "vote"\ndifference = 4\n', "E differences vote.difference: Only 3 for each opening reach this stage; the difference is lost."),
    ('kind = "vote"\n', 'kind = "vote"\ndifference = 1\n', "E differences vote.difference: A difference of 1 is none: it must be above 1."),
    ("advance = { per_opening = 3, ", "advance = { per_opening = 8, ", "W shrinking total.advance.per_opening: 8 for an opening cannot go on: only 5 come from written."),
    ('{ key = "core", keep = 4 }', '{ key = "core", keep = 7 }', "W rounds recommendation.rounds[2]: This round keeps 7 names, the one before 6: nobody leaves."),
    ('{ key = "core", keep = 4 }', '{ key = "core" }', "E rounds recommendation.rounds[2]: Say either keep or per_opening, one of the two."),
    ('rounds = [ { key = "wide", keep = 6 }', 'layers = [ { key = "A" } ]\nrounds = [ { key = "wide", keep = 6 }', "E layers recommendation.layers: One layer is none: there are two or more, or they are left out."),
    ('rounds = [ { key = "wide", keep = 6 }', 'layers = [ { key = "A", weight = 100 }, { key = "B" } ]\nrounds = [ { key = "wide", keep = 6 }', "E layers recommendation.layers: Either all layers have a weight, or none has."),
    ('rounds = [ { key = "wide", keep = 6 }', 'layers = [ { key = "A", weight = 60 }, { key = "B", weight = 30 } ]\nrounds = [ { key = "wide", keep = 6 }', "E weights recommendation.layers: The weights add up to 90 per cent; they must add up to 100."),
    ('rounds = [ { key = "wide", keep = 6 }', 'layers = [ { key = "A", weight = 60, due = 3 }, { key = "B", weight = 40 } ]\nrounds = [ { key = "wide", keep = 6 }', "W layers recommendation.layers: Layer A has 3 people: weighted apart, a score may tell how they voted."),
    ('rounds = [ { key = "wide", keep = 6 }', 'layers = [ { key = "A", weight = 60 }, { key = "B", weight = 40 } ]\nrounds = [ { key = "wide", keep = 6 }', "E layers recommendation.layers: Factor ballots have weights of their own: their layers have none."),
    ('factors = [ { key', 'validity_months = 24\nfactors = [ { key', "E validity recommendation.validity_months: A recommendation is valid 12 months at most, not 24."),
    # assessment
    ("due = 40", "due = 0", "E ballots_of_assessment assessment.groups[2].due: Group B has no voters: due must be above 0."),
    ('rate = "poor", at', 'rate = "poor+bad", at', "E vetoes assessment.veto[1].rate: There is no grade bad here; grades: excellent, poor."),
    ('group = "A" }', 'group = "C" }', "E vetoes assessment.veto[1].group: There is no group C here."),
    ('at_least = "1/3"', 'at_least = "1/3", below = "1/2"', "E vetoes assessment.veto[1]: A veto needs exactly one of at_least, above, at_most and below."),
    ('at_least = "1/3"', "at_least = 0", "E vetoes assessment.veto[1]: This veto would take everybody out."),
    # scores
    ('key = "special", weight = 40', 'key = "special", weight = 39.5', "E weights written.papers: The weights add up to 99.5 per cent; they must add up to 100."),
    ('key = "speech", weight = 40', 'key = "speech", weight = 50', "E weights interview.parts: The weights add up to 110 per cent; they must add up to 100."),
    ("written = 40,", "written = 50,", "E weights total.weights: The weights add up to 110 per cent; they must add up to 100."),
    ('key = "A", weight = 40', 'key = "A", weight = 30', "E weights assessment.groups: The weights add up to 90 per cent; they must add up to 100."),
    ('key = "results", weight = 60', 'key = "results", weight = 70', "E weights inspection.rubric: The weights add up to 110 per cent; they must add up to 100."),
    ('{ key = "speech", weight = 40 }', '{ key = "speech", weight = 40, factor = 1 }', "E weight_or_factor interview.parts[1]: speech needs either a weight (per cent) or a factor (points), one of the two."),
    ("interview = 60 }", "interview = 60, bonus = {} }", "E weight_or_factor total.weights.bonus: bonus needs either a weight (per cent) or a factor (points), one of the two."),
    ("interview = 60 }", "interview = 50, assessment = 10 }", "E components total.weights.assessment: assessment does not stand before this stage; only earlier scores count."),
    ("interview = 60 }", "interview = 50, total = 10 }", "E components total.weights.total: total does not stand before this stage; only earlier scores count."),
    ("interview = 60 }", "interview = 50, registration = 10 }", "E components total.weights.registration: registration gives no score that could be counted."),
    ("interview = 60 }", "interviews = 60 }", "W components total.weights.interviews: No stage is called interviews: it must come in the file; or is it interview?"),
    ("interview = 60 }", "interview = { weight = 60, full_marks = 500 } }", "W component_full_marks total.weights.interview: interview is out of 100 there but counted as out of 500."),
    ('key = "written"\n', 'key = "written"\nscale_to = 150\n', "W component_full_marks total.weights.written: written is out of 150 there but counted as out of 100."),
    ('"unrounded"]', '"assessment"]', "E tie_chains total.tie_chain[5]: assessment is not known when this stage is decided; usable: interview, interview.answers, interview.speech, total.interview, total.written, unrounded, written, written.public, written.special."),
    ('"written.public"', '"written.general"', "E tie_chains total.tie_chain[3]: written.general is not known when this stage is decided; usable: interview, interview.answers, interview.speech, total.interview, total.written, unrounded, written, written.public, written.special."),
    ('tie_chain = ["interview", "written", "written.public", "interview.speech", "unrounded"]\n', "", "W chain_wanted total.advance.ties: The tie chain shall decide here, but tie_chain is empty: equals stay equal."),
    ("pass_mark = 60\nadvance = { per_opening = 5 }", 'pass_mark = 60\nrank_by = "chain"', "W chain_wanted written.rank_by: The tie chain shall decide here, but tie_chain is empty: equals stay equal."),
    ("advance = { per_opening = 5 }", "advance = { per_opening = 5, count = 3 }", "E advances written.advance: Say exactly one of per_opening, count and all = true."),
    ("advance = { per_opening = 5 }", "advance = { }", "E advances written.advance: Say exactly one of per_opening, count and all = true."),
    ("advance = { per_opening = 5 }", "advance = { per_opening = 4.5 }", "W advances written.advance.per_opening: For position P01 this comes to 4.5 people; that is not a whole number."),
    ("advance = { per_opening = 5 }", "advance = { all = true, substitutes = 1 }", "W advances written.advance.substitutes: Everybody goes on, so nobody is left to step up: substitutes has no effect."),
    ("highest = 1, lowest = 1, minimum_judges = 5", "highest = 3, lowest = 3, minimum_judges = 6", "E trims interview.trim.minimum_judges: With 6 judges, dropping 6 leaves no mark; raise minimum_judges."),
    ("minimum_judges = 5", "minimum_judges = 3", "W trims interview.trim.minimum_judges: Panels have 5 to 10 judges, usually 7 or 9; below 5 nothing is usually trimmed."),
    ("highest = 1, lowest", "highest = 2, lowest", "W trims interview.trim: 2 highest but 1 lowest are dropped; usually as many of each."),
    ('parts = [ { key = "speech", weight = 40 }, { key = "answers", weight = 60 } ]\ntrim = { ', 'trim = { level = "part", ', "E trims interview.trim.level: Trimming by part needs parts."),
    ('kind = "interview"\n', 'kind = "interview"\ncorrection = { method = "pooled_mean", lowest = 90, highest = 60 }\n', "E corrections interview.correction.lowest: No score lies between 90 and 60: the means would be empty."),
    ('kind = "interview"\n', 'kind = "interview"\ncorrection = { mean_digits = 2 }\n', "W corrections interview.correction.mean_digits: mean_digits has no effect with this method of correction."),
    ('kind = "interview"\n', 'kind = "interview"\ncorrection = { method = "mean_of_means", mean_digits = 4, trim_pool = 2 }\n', "W corrections interview.correction.trim_pool: trim_pool has no effect with this method of correction."),
    ('kind = "interview"\n', 'kind = "interview"\ncorrection = { method = "pooled_mean", trim_each = true }\n', "W corrections interview.correction.trim_each: trim_each has no effect with this method of correction."),
    ('kind = "interview"\n', 'kind = "interview"\ncorrection = { method = "mean_of_means" }\n', "W corrections interview.correction.mean_digits: Published rules say to how many decimals room means are rounded, mostly 2 or 4."),
    ("pass_mark = 60\nadvance", "pass_mark = 100.5\nadvance", "E pass_marks written.pass_mark: The pass mark 100.5 is above the full mark 100: nobody could pass."),
    ("[[positions]]", "[rounding]\ncomponent_digits = 3\nplaces = []\n[[positions]]", "W rounding_places rounding.component_digits: Nothing is rounded at component, so these digits only say how it is printed."),
    # decision
    ('kind = "inspection"\n', 'kind = "inspection"\nteam = 1\n', "E inspection_team inspection.team: An inspection team has at least two people."),
    ('kind = "inspection"\n', 'kind = "inspection"\nnotice_days = 0\n', "W inspection_team inspection.notice_days: An inspection is announced beforehand, usually 1 to 3 working days."),
    ('key = "discipline"', 'key = "petitions"', "E appraisal_organs joint_appraisal.organs: The discipline organ must be heard: add an organ with the key discipline."),
    ('{ key = "discipline" }', '{ key = "discipline", silence = "consent" }', "E appraisal_organs joint_appraisal.organs[1].silence: The discipline organ must answer: its silence is no consent."),
    ('kind = "inspection"\n', 'kind = "inspection"\nsigners = ["书记"]\n', "E inspection_musts inspection.signers: Two people sign the integrity opinion: the party secretary and discipline's."),
    ('kind = "inspection"\n', 'kind = "inspection"\nmusts = ["archive", "petitions"]\n', "W inspection_musts inspection.musts: Not everything is looked into that must be: personal_matters, discipline are missing."),
    ('rubric = [ { key = "results", weight = 60 }, { key = "public", weight = 40 } ]\n', 'advance = { per_opening = 2 }\n', "E inspection_cut inspection.advance: Without a rubric nobody has a score: everybody who is not out goes on."),
    ('[[stages]]\nkind = "joint_appraisal"', '[[stages]]\nkind = "public_comment"\ndenominator = "issued"\n[[stages]]\nkind = "joint_appraisal"', "E public_judgement public_comment.denominator: On line no papers are issued: the denominator is valid or valid_minus_abstain."),
    ('kind = "deliberation"\n', 'kind = "deliberation"\nconsent_days = 15\n', "E silence deliberation.consent_days: Silence counts as consent after 30 days, not after 15."),
    ("due = 11\n[[stages]]\nkind = \"publicity\"", "due = 0\n[[stages]]\nkind = \"publicity\"", "E quorum vote.due: Nobody is due to vote: due must be above 0."),
    ('kind = "vote"\n', 'kind = "vote"\nquorum = "3/5"\n', "E quorum vote.quorum: The quorum must be at least 2/3 of those due, not 3/5."),
    ('kind = "vote"\n', 'kind = "vote"\nmajority = "present"\n', "E majority vote.majority: More than half of those DUE must agree, not of those present: majority = due."),
    ('kind = "vote"\n', 'kind = "vote"\nrunoff = 1\n', "E runoffs vote.runoff: In a further ballot more than one must stand for each opening, not 1."),
    ('kind = "publicity"\n', 'kind = "publicity"\ndays = 4\n', "E publicity_days publicity.days: Publicity lasts at least 5 working days, not 4."),
    ('kind = "publicity"\n', 'kind = "publicity"\ndays = 6\nunit = "calendar"\n', "E publicity_days publicity.days: 6 calendar days hold fewer than 5 working days."),
    ('kind = "publicity"\n', 'kind = "publicity"\ndays = 7\nunit = "calendar"\n', "W publicity_days publicity.days: Holidays may leave fewer than 5 working days; count working days."),
    ('kind = "publicity"\n', 'kind = "publicity"\ndays = 0\nexempt = "涉密职位"\n', "W publicity_days publicity.exempt: There will be no publicity: the reason stands in the plan and is published."),
    ('kind = "publicity"\n', 'kind = "publicity"\nstart_excluded = false\n', "W publicity_days publicity.start_excluded: The day of posting is usually not counted."),
    ('kind = "appointment"\n', 'kind = "appointment"\nprobation_months = 6\n', "E probation appointment.probation_months: Probation lasts at least 12 months, not 6."),
    ('kind = "appointment"\n', 'kind = "appointment"\nelective = true\n', "W probation appointment.probation_months: A post filled by election has no probation; set probation_months = 0."),
    ('kind = "publicity"\n', 'kind = "publicity"\nopens_at = 2023-06-02T09:00:00\ncloses_at = 2023-06-01T09:00:00\n', "E times publicity.closes_at: This stage closes before it opens."),
    ('due = 11\n[[stages]]\nkind = "publicity"\n', 'due = 11\nopens_at = 2023-06-05T09:00:00\n[[stages]]\nkind = "publicity"\nopens_at = 2023-06-02T09:00:00\n', "W times publicity.opens_at: This stage begins before vote, which stands in front of it."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "finding"), BROKEN, ids=[str(n) for n in range(len(BROKEN))])
def test_one_broken_rule(old, new, finding):
    assert COURSE.count(old) >= 1
    assert finding in found(COURSE.replace(old, new, 1))


def test_most_broken_rules_are_found_alone():
    together = {
        finding: found(COURSE.replace(old, new, 1)) for old, new, finding in BROKEN if finding.startswith("E")
    }
    alone = [finding for finding, all_found in together.items() if all_found == [finding]]
    assert len(alone) / len(together) > 0.8


def test_a_chain_may_name_the_stage_s_own_papers_with_or_without_the_stage():
    own = COURSE.replace(
        'key = "written"\n', 'key = "written"\ntie_chain = ["public", "written.special", "unrounded"]\n'
    )
    assert found(own) == []


def test_every_check_is_tried_by_a_broken_plan():
    broken = {finding.split()[1] for *_, finding in BROKEN}
    assert {check.__name__ for check in CHECKS} - broken == set()


def test_every_check_says_its_rule():
    assert all(check.__doc__ and check.__doc__.strip() for check in CHECKS)


def test_an_elected_base_post_goes_by_the_majority_of_those_present():
    text = COURSE.replace('"difference_contest"', '"direct_election"').replace(
        'kind = "vote"\n', 'kind = "vote"\nmajority = "present"\nquorum = "4/5"\n'
    )
    assert found(text) == []
    assert found(text.replace('"4/5"', '"2/3"')) == [
        "E quorum vote.quorum: The quorum must be at least 4/5 of those due, not 2/3."
    ]


def test_probation_is_not_laid_down_above_bureau_level():
    text = COURSE.replace('title = "区司法局局长"', 'title = "x"\nlevel = "provincial_deputy"')
    assert found(text.replace('kind = "appointment"\n', 'kind = "appointment"\nprobation_months = 0\n')) == []


def test_a_lost_difference_is_a_warning_where_the_method_does_not_promise_it():
    text = COURSE.replace('"difference_contest"', '"custom"').replace("difference = 3\n", "")
    text = text.replace("per_opening = 3 } ]\nfactors", "keep = 1 } ]\nfactors")
    assert found(text)[0] == (
        "W differences inspection.difference: Only 1 for each opening reach this stage; the difference is lost."
    )


def test_publicity_is_counted_by_the_calendar():
    dated = COURSE.replace(
        'kind = "publicity"\n',
        'kind = "publicity"\nopens_at = 2024-09-26T09:00:00\ncloses_at = 2024-10-08T18:00:00\n',
    )
    assert found(dated) == []
    assert found(dated, calendar=seed_calendar()) == [
        "E publicity_dates publicity.closes_at: Publicity from 2024-09-26 ends on 2024-10-09 at the earliest."
    ]
    assert found(dated.replace("10-08T18", "10-09T18"), calendar=seed_calendar()) == []
    later = dated.replace("2024-09-26", "2030-09-26").replace("2024-10-08", "2030-10-20")
    assert found(later, calendar=seed_calendar()) == [
        "W publicity_dates publicity.opens_at: The calendar has no data for 2030: "
        "the end of publicity is provisional."
    ]


def test_an_inspection_s_pass_mark_is_held_against_100_whatever_its_items_are_marked_out_of():
    rubric = 'rubric = [ { key = "results", weight = 60, full_marks = 10 }, { key = "public", weight = 40 } ]'
    old = next(line for line in COURSE.splitlines() if line.startswith("rubric = "))
    assert found(COURSE.replace(old, f"{rubric}\npass_mark = 70")) == []
    (finding,) = found(COURSE.replace(old, f"{rubric}\npass_mark = 101"))
    assert finding.startswith(
        "E pass_marks inspection.pass_mark: The pass mark 101 is above the full mark 100"
    )


def test_errors_come_first_in_the_order_of_the_stages():
    text = COURSE.replace('"interview", "written",', '"nowhere", "written",').replace("due = 40", "due = 0")
    text = text.replace("reference_date = 2023-05-31\n", "")
    assert [(f.gravity, f.stage) for f in check_plan(read_plan(text))] == [
        (Gravity.ERROR, "total"),
        (Gravity.ERROR, "assessment"),
        (Gravity.WARNING, "campaign"),
    ]


def test_errors_become_mistakes_at_their_lines_with_the_rule():
    text = COURSE.replace("written = 40,", "written = 50,").replace(
        'kind = "publicity"', 'kind = "publicity"\ndays = 4'
    )
    with pytest.raises(Mistaken) as mistaken:
        read_checked_plan(text, "case/plan.toml")
    lines = text.splitlines()
    assert [f"{m.place}: {m.what}" for m in mistaken.value.mistakes] == [
        f"case/plan.toml:{lines.index('weights = { written = 50, interview = 60 }') + 1}: weights: "
        "The weights add up to 110 per cent; they must add up to 100. (Arithmetic of the plan)",
        f"case/plan.toml:{lines.index('days = 4') + 1}: days: Publicity lasts at least 5 working days, not 4. "
        "(Regulations on Appointing Leading Cadres (2019), Art. 42)",
    ]


def test_a_plan_with_its_own_announcement_keeps_its_lines():
    text = REPLAY.replace(
        '[[stages]]\nkind = "registration"',
        '[[stages]]\nkind = "announcement"\n[[stages]]\nkind = "registration"',
    )
    text = text.replace("written = 40,", "written = 50,")
    plan, locator = read_document(text)
    (mistake,) = mistakes_of(check_plan(plan), plan, locator)
    assert text.splitlines()[mistake.line - 1].startswith("weights = ")
    (unplaced,) = mistakes_of(check_plan(plan), plan)
    assert unplaced.line == 0


def test_a_sound_plan_is_handed_back_with_its_warnings():
    plan, findings = read_checked_plan(REPLAY.replace("reference_date = 2023-05-31\n", ""))
    assert plan.reference_date is None
    assert [f.code for f in findings] == ["reference_date"]
    assert read_checked_plan(REPLAY)[0].reference_date == date(2023, 5, 31)
