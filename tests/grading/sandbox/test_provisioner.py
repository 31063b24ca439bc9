"""Whatever starts kernels through jupyter_client can start sandboxed ones."""

import os

import pytest
from jupyter_client.provisioning import KernelProvisionerFactory
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_notebook

from tests.grading.sandbox.session import SECRET


@pytest.fixture
def run(monkeypatch, sockets, tmp_path):
    """Runs cells by nbclient in ``tmp_path``, in kernels of the sandbox provisioner."""
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "rnn-sandbox")
    KernelProvisionerFactory.clear_instance()

    def run(*sources, folder=tmp_path):
        notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
        resources = {"metadata": {"path": str(folder)}}
        client = NotebookClient(notebook, timeout=180, kernel_name="python3", resources=resources)
        client.execute()
        return ["".join(o.text for o in cell.outputs if "text" in o) for cell in notebook.cells]

    yield run
    KernelProvisionerFactory.clear_instance()


def test_nbclient_runs_a_notebook_in_a_sandboxed_kernel(run, sockets, course):
    alice = course / "submitted" / "alice"
    (alice / "data.txt").write_text("data")
    first, second, third = run(
        "import os, torch; print(sorted(os.listdir('.')), open('data.txt').read())",
        f"print(os.path.exists({str(course / 'solutions')!r}), os.getcwd(), os.uname().nodename)",
        "x = torch.ones(2, requires_grad=True); x.sum().backward(); print(x.grad.tolist())",
        folder=alice,
    )
    assert first == "['data.txt'] data\n"
    assert second == "False /home/student kernel\n"
    assert third == "[1.0, 1.0]\n"
    assert os.listdir(sockets) == []


def test_an_error_is_an_error(run, course):
    with pytest.raises(CellExecutionError, match="FileNotFoundError") as caught:
        run(f"open({str(course / 'gradebook.db')!r}).read()")
    assert SECRET not in str(caught.value)
