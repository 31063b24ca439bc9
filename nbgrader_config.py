# nbgrader's settings: `c` is its configuration object. Run every nbgrader command from this folder.
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearOutput,
    ClearSolutions,
    Execute,
    IgnorePattern,
)

from rnn_grading.release import ClearAnswers

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "rnn_course"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "notebooks"

c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}
c.GenerateAssignment.preprocessors = [
    ClearAnswers if step is ClearSolutions else step
    for step in GenerateAssignment.preprocessors.default()
]

# Feedback that needs no network and runs no script.
c.GenerateFeedback.exporter_class = "rnn_grading.feedback.FeedbackPage"

# A check answers in well under a second; the time is for an exercise that trains a model, which
# the visible check and the hidden one each allow a minute.
c.Execute.timeout = 150

# What is printed to stderr, a warning of PyTorch's for one, would cost the cell its points.
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = r"^"
c.Validator.preprocessors = [CheckCellMetadata, ClearOutput, Execute, IgnorePattern]
