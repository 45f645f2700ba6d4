"""Fidelity checks that are a few lines of code each: the last line is what is compared."""

import ast
import io
import zipfile


def value_of(code, names):
    """Run the statements of `code` among `names`; return the value of its last expression."""
    tree = ast.parse(code.strip())
    last = ast.Expression(tree.body.pop().value)
    exec(compile(tree, "<check>", "exec"), names)
    return eval(compile(last, "<check>", "eval"), names)


def add_rows(expressions, decorate, names):
    """Make a check of each expression.

    Args:
        expressions: {name of the check: code}.
        decorate: `check` or `check_with_index` of the module `fidelity`.
        names: A function that returns what the code can use.
    """
    for name, code in expressions.items():
        decorate(_check_of(name, code, names))


def _check_of(name, code, names):
    def check():
        return value_of(code, {"__name__": "fidelity_check", **names()})

    check.__name__ = check.__qualname__ = name
    return check


def zip_file(files):
    """The bytes of an archive, the same each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content)
    return out.getvalue()
