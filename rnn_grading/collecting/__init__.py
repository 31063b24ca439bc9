"""Files what Canvas and Moodle export as nbgrader wants it: ``rnn-grade collect``.

=========  ========================================================================================
collect    the loop over a class
table      what is printed
archives   reads folders and zips that others made, and no more than it should
names      what Canvas and Moodle call the files that they export
roster     which student of the gradebook is meant
selection  which files of a student are the submission, and what they are called
filing     puts them into submitted/, complete or not at all
plugins    the same names and students for ``nbgrader zip_collect``
=========  ========================================================================================

Names and students serve nbgrader's own command as well:

    nbgrader zip_collect ASSIGNMENT --collector=rnn_grading.collecting.CanvasCollector

The rest of zip_collect is not safe with what strangers hand in. It unpacks archives in archives
without a limit; two files of a name, or a submission from earlier, stop it half way; ``--force``
deletes what is there; whatever matches no student is a line of the log; and a timestamp.txt that a
student hands in decides whether the submission is late.
"""

from .plugins import CanvasCollector, MoodleCollector

__all__ = ["CanvasCollector", "MoodleCollector"]
