"""The commands of ``rnn-grade``, a module each: ``add_to(commands)`` adds one to the parser.

None imports at its top what takes long: ``rnn-grade --help`` and every worker would wait for it.
"""
