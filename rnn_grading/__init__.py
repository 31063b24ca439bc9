"""``rnn-grade``: what an instructor's tools need, in the order in which a submission meets them.

============================  =====================================================================
cli, commands/                the command line
course, state                 a course folder as nbgrader knows it; what is known from run to run
collecting/                   submissions from Canvas and Moodle, into that folder
submissions                   finds what was handed in, and reads no more than it should
notebooks, repair             makes a notebook of it that can be graded, whatever it was
jobs, pools                   a submission on its way to a process and back; the processes
grade_class, table            the loop over a class: everybody gets a row; what a run prints
grade                         one submission, from bytes to a result; the next ones do the work
runner                        which cells are run, one after the other
kernels, sandbox/             kernels that can do no harm
kernel_client                 talks to a kernel, and trusts nothing that it sends
stand_ins, closing            in the kernel: no answers, no short cuts
inside, shell                 in the kernel: what runs the steps, and sends what they show
cases, evidence, judging      what goes into a kernel, what comes out, and the points for it
outputs, sanitize             the autograded notebook, safe to look at
gradebook                     nbgrader's database, each student in one transaction
feedback, exporting, report/  pages for students, marks for Canvas and Moodle, a report on the class
release                       what is handed out: answers taken out, and all of it packed
files, errors                 careful reading and atomic writing; what stops a run
============================  =====================================================================
"""

import sys

# jsonschema, and with it nbformat and nbgrader, would load a grammar of internationalised URLs.
# That takes a second in each process, and no notebook has any to be checked.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
