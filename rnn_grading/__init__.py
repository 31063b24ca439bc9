"""``rnn-grade``: what an instructor's tools need, in the order in which a submission meets them.

========================  =========================================================================
cli, commands/            the command line
table, errors             what a run tells
course, state             a course folder as nbgrader knows it; what is known from run to run
submissions, beside       finds what was handed in, and reads no more than it should
reading, repair           makes a notebook of it that can be graded, whatever it was
records, pools            a submission on its way to a process and back; the processes
whole_class               the loop over a class: everybody gets a row
grade                     one submission, from bytes to a result; the next six do the work
selecting, running        which cells are run, and how, one after the other
kernels, client, lockin/  kernels that can do no harm, and a client that believes nothing
stand_ins, closing        in the kernel, first of all: no answers, and no short cuts
inside                    in the kernel: runs cells, collects what answers return
cases, evidence           what goes into a kernel and what comes out
judging                   outside: points for what came out
harmless, showing         the autograded notebook, safe to look at
files, gradebook          writes all of it, or nothing
release, student_archive  what is handed out: answers taken out, and all of it packed
student_environment       what a student has to install
collecting/, exporting    submissions from Canvas and Moodle, marks for them
feedback, report/         what a student gets back, what an instructor learns of the class
rehearsal/                a made-up class, to see that all of it works
========================  =========================================================================
"""
