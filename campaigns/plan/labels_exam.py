"""What the rules of positions, rounding and the stages up to the composite are called, and what they mean. PURE.

`"Class.field": (label, help)`; `campaigns.plan.labels` finds the words of a field.
"""

from oversight.words import gettext_noop

EXAM_WORDS: dict[str, tuple[str, str]] = {
    "Plan.code": (
        gettext_noop("Code"),
        gettext_noop("Letters, digits, dot, hyphen, underscore. It stands in the ledger and never changes."),
    ),
    "Plan.title": (gettext_noop("Title of the campaign"), gettext_noop("As it stands on every notice.")),
    "Plan.method": (
        gettext_noop("Method"),
        gettext_noop("The ready-made list of stages that this plan came from, or custom."),
    ),
    "Plan.organizer": (gettext_noop("Organizer"), gettext_noop("Who signs the notices.")),
    "Plan.reference_date": (
        gettext_noop("Reference date"),
        gettext_noop("Ages and years of service are counted to this day."),
    ),
    "Plan.nodes": (
        gettext_noop("Key nodes"),
        gettext_noop("Points past which nothing goes on without the signatures of those who watch."),
    ),
    "Node.key": (gettext_noop("Key of the node"), gettext_noop("Names the node in files and in the ledger.")),
    "Node.title": (
        gettext_noop("Key node"),
        gettext_noop("What is attested, such as “Inspection and appointment”."),
    ),
    "Node.stages": (
        gettext_noop("Stages attested"),
        gettext_noop("The node is signed once all of them are sealed; the stage after the last one waits."),
    ),
    "Node.signers": (gettext_noop("Who signs"), gettext_noop("Each of these roles signs once.")),
    "Position.code": (gettext_noop("Position code"), gettext_noop("At most 40 characters, no commas.")),
    "Position.title": (gettext_noop("Post"), gettext_noop("The post as announced.")),
    "Position.unit": (gettext_noop("Unit"), gettext_noop("The unit that the post belongs to.")),
    "Position.level": (
        gettext_noop("Level of the post"),
        gettext_noop("Level by the Civil Servants Law (2018), Art. 18, and below it section, staff, clerk."),
    ),
    "Position.category": (gettext_noop("Sort of post"), gettext_noop("Decides which method is advised.")),
    "Position.openings": (
        gettext_noop("Openings"),
        gettext_noop("How many people are to be chosen for it."),
    ),
    "Rounding.digits": (
        gettext_noop("Decimals"),
        gettext_noop("Decimals kept at every place where rounding happens."),
    ),
    "Rounding.mode": (
        gettext_noop("Way of rounding"),
        gettext_noop("What happens to a value between two printable ones."),
    ),
    "Rounding.places": (
        gettext_noop("Where rounding happens"),
        gettext_noop("Each place rounds once what reaches it; everything else stays exact."),
    ),
    "Rounding.panel_digits": (gettext_noop("Decimals of a panel mean"), gettext_noop("Empty: as above.")),
    "Rounding.component_digits": (
        gettext_noop("Decimals of a stage's score"),
        gettext_noop("Empty: as above."),
    ),
    "Rounding.weighted_digits": (
        gettext_noop("Decimals after weighting"),
        gettext_noop("Empty: as above."),
    ),
    "Rounding.total_digits": (gettext_noop("Decimals of a total"), gettext_noop("Empty: as above.")),
    "Advance.per_opening": (
        gettext_noop("People going on for each opening"),
        gettext_noop("Times the position's openings: 3 means 1 to 3."),
    ),
    "Advance.count": (
        gettext_noop("People going on for each position"),
        gettext_noop("The same number for every position, whatever its openings."),
    ),
    "Advance.all": (gettext_noop("Everybody not eliminated goes on"), gettext_noop("Instead of a number.")),
    "Advance.ties": (
        gettext_noop("Equals at the last place"),
        gettext_noop("What happens when equals lie across the last place."),
    ),
    "Advance.substitutes": (
        gettext_noop("Substitutes for a position"),
        gettext_noop("How many may step up when somebody leaves after the result; 0: nobody."),
    ),
    "Advance.substitutes_for": (
        gettext_noop("Reasons for stepping up"),
        gettext_noop("For whom somebody steps up."),
    ),
    "Paper.key": (
        gettext_noop("Key of the paper"),
        gettext_noop("Becomes a column of the evidence file: a-z, 0-9, underscore."),
    ),
    "Paper.title": (gettext_noop("Title of the paper"), gettext_noop("As printed.")),
    "Paper.full_marks": (
        gettext_noop("Full marks of the paper"),
        gettext_noop("Marks above it are refused."),
    ),
    "Paper.weight": (
        gettext_noop("Weight of the paper (per cent)"),
        gettext_noop("The weights of all papers sum to 100."),
    ),
    "Part.key": (
        gettext_noop("Key of the part"),
        gettext_noop("Becomes a value in the evidence file: a-z, 0-9, underscore."),
    ),
    "Part.title": (gettext_noop("Title of the part"), gettext_noop("As on the judges' sheet.")),
    "Part.full_marks": (
        gettext_noop("Full marks of the part"),
        gettext_noop("Empty: the full marks of the interview."),
    ),
    "Part.weight": (
        gettext_noop("Weight of the part (per cent)"),
        gettext_noop("Weight or factor, one of the two; weights sum to 100."),
    ),
    "Part.factor": (
        gettext_noop("Factor of the part"),
        gettext_noop("The marks times this factor, as points."),
    ),
    "Trim.highest": (gettext_noop("Highest marks dropped"), gettext_noop("One of equals at a time.")),
    "Trim.lowest": (gettext_noop("Lowest marks dropped"), gettext_noop("One of equals at a time.")),
    "Trim.minimum_judges": (
        gettext_noop("Fewest judges for trimming"),
        gettext_noop("With fewer marks nothing is dropped. Empty: one mark more than is dropped."),
    ),
    "Trim.level": (gettext_noop("What is trimmed"), gettext_noop("A judge's total, or each part.")),
    "Correction.method": (
        gettext_noop("Correction between rooms"),
        gettext_noop("What a room's mean is compared with; a position in one room is never corrected."),
    ),
    "Correction.mean_digits": (gettext_noop("Decimals of the means"), gettext_noop("Empty: exact.")),
    "Correction.coefficient_digits": (
        gettext_noop("Decimals of the coefficient"),
        gettext_noop("Empty: exact."),
    ),
    "Correction.trim_room": (
        gettext_noop("People left out of a room's mean"),
        gettext_noop("So many with the highest and so many with the lowest scores of the room."),
    ),
    "Correction.trim_pool": (
        gettext_noop("People left out of the pooled mean"),
        gettext_noop("So many with the highest and so many with the lowest scores of all rooms."),
    ),
    "Correction.trim_each": (
        gettext_noop("Pool of the trimmed rooms"),
        gettext_noop("The pool is made of what is left of each room."),
    ),
    "Correction.lowest": (
        gettext_noop("Lowest score counted in the means"),
        gettext_noop("Raw scores below are left out of both means."),
    ),
    "Correction.highest": (
        gettext_noop("Highest score counted in the means"),
        gettext_noop("Raw scores above are left out of both means."),
    ),
    "Component.weight": (
        gettext_noop("Weight (per cent)"),
        gettext_noop("Weight or factor, one of the two; weights sum to 100."),
    ),
    "Component.full_marks": (gettext_noop("Full marks of the component"), gettext_noop("Empty: 100.")),
    "Component.factor": (
        gettext_noop("Factor (points)"),
        gettext_noop("Points times this factor; a minus deducts."),
    ),
    "Stage.key": (
        gettext_noop("Key of the stage"),
        gettext_noop("Names the stage's evidence file: a-z, 0-9, underscore."),
    ),
    "Stage.title": (gettext_noop("Title of the stage"), gettext_noop("Empty: the name of its kind.")),
    "Stage.opens_at": (
        gettext_noop("Opens at"),
        gettext_noop("The clock opens the stage then, once the one before is sealed. Beijing time."),
    ),
    "Stage.closes_at": (
        gettext_noop("Closes at"),
        gettext_noop("The clock closes the stage then. Beijing time."),
    ),
    "Stage.double_entry": (
        gettext_noop("Typed twice"),
        gettext_noop("Another person types the evidence again; once all is equal a further one locks it."),
    ),
    "Registration.minimum_ratio": (
        gettext_noop("Eligible applications for each opening"),
        gettext_noop("Fewer are below the opening ratio. Empty: no such rule."),
    ),
    "Registration.below_minimum": (
        gettext_noop("Below the opening ratio"),
        gettext_noop("What happens to a position with too few eligible applications."),
    ),
    "Registration.one_position": (
        gettext_noop("One person, one position"),
        gettext_noop("Nobody applies for two positions of this campaign."),
    ),
    "WrittenExam.papers": (
        gettext_noop("Papers"),
        gettext_noop("Empty: one paper out of the full marks below."),
    ),
    "WrittenExam.full_marks": (
        gettext_noop("Full marks without papers"),
        gettext_noop("Holds where there are no papers."),
    ),
    "WrittenExam.scale_to": (
        gettext_noop("Scale the score to"),
        gettext_noop("Brings the weighted score to this full mark. Empty: as it is."),
    ),
    ".pass_mark": (
        gettext_noop("Pass mark"),
        gettext_noop("Whoever has less is eliminated. Empty: no pass mark."),
    ),
    ".tie_chain": (
        gettext_noop("Tie chain"),
        gettext_noop("One a line: a stage key, stage.paper, or unrounded."),
    ),
    ".rank_by": (
        gettext_noop("Printed rank"),
        gettext_noop("By score alone equals share a rank; by chain the tie chain goes on."),
    ),
    ".advance": (
        gettext_noop("Who goes on"),
        gettext_noop("All empty: everybody with a valid result goes on."),
    ),
    "Interview.full_marks": (
        gettext_noop("Full marks of the interview"),
        gettext_noop("Marks above it are refused."),
    ),
    "Interview.parts": (gettext_noop("Parts"), gettext_noop("Empty: one mark a judge.")),
    "Interview.trim": (
        gettext_noop("Trimmed marks"),
        gettext_noop("How many of the highest and lowest marks are dropped."),
    ),
    "Interview.correction": (
        gettext_noop("Correction"),
        gettext_noop("Between the rooms of one position."),
    ),
    "Composite.weights": (
        gettext_noop("Components"),
        gettext_noop("Scores of earlier stages, or columns of the stage's own file."),
    ),
}
"""A key that begins with a dot holds for every class that has such a field and no words of its own."""
