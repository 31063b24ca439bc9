"""``rnn-grade rehearse``: a made-up class for each notebook, graded for real.

========================  =========================================================================
right/                    right answers, in styles that students write
hostile/                  attacks
broken                    what can become of a notebook on its way
notebooks, answers        a notebook filled in, and answers that are handed in as a file
students, expected        who is in a class, and what each should come to
classroom                 the scratch course: hands out, collects, grades
compared                  expected against actual
command                   runs all of it, and prints what came out
========================  =========================================================================
"""
