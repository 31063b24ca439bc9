"""What a submission may try, and what holds it.

``tests/grading/test_sandbox.py`` runs these in a process namespace of their own.
"""
