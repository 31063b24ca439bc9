"""How answers are taken out of a notebook when it is released."""

import re

from nbgrader.preprocessors import ClearSolutions


class ClearAnswers(ClearSolutions):
    """nbgrader's ClearSolutions, which also knows choices.

    Between ``### BEGIN CHOICES`` and ``### END CHOICES`` a solution cell holds lines
    ``"question": "answer",`` of a dict. The release keeps the questions, with None for the
    answers: the cell still runs, where nbgrader's code stub would stop it.
    """

    _ANSWER = re.compile(r'(: )"[^"]*"(,)$')

    def _replace_solution_region(self, cell, language):
        if "### BEGIN CHOICES" not in cell.source:
            return super()._replace_solution_region(cell, language)
        lines, inside = [], False
        for line in cell.source.split("\n"):
            if "### BEGIN CHOICES" in line or "### END CHOICES" in line:
                inside = "BEGIN" in line
            else:
                lines.append(self._ANSWER.sub(r"\1None\2", line) if inside else line)
        if inside:
            raise RuntimeError("### BEGIN CHOICES without ### END CHOICES")
        cell.source = "\n".join(lines)
        return True
