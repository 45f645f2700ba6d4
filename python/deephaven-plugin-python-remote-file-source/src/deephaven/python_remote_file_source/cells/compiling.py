"""The code of a cell: all but a last expression, and that expression."""

from __future__ import annotations

import ast
import contextlib
import io
import tokenize
from dataclasses import dataclass
from types import CodeType

from . import magics

# Characters of a cell up to which its end is looked at.
_MAX_LENGTH = 1_000_000

_NOTHING = (
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
)


@dataclass(frozen=True)
class CellCode:
    """The code of a cell.

    Attributes:
        body: All but the last expression; a coroutine's where it awaits.
        last: The last expression, whose value is shown; None without one.
    """

    body: CodeType
    last: CodeType | None


def compile_cell(source: str, path: str) -> CellCode:
    """Compile a cell.

    Args:
        source: The text.
        path: What the code calls its file.

    Raises:
        SyntaxError: If it is no Python.
    """
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    tree = _parse(source, path)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not _ends_with_semicolon(source):
        expression = ast.Expression(tree.body.pop().value)
        last = compile(expression, path, "eval", flags, dont_inherit=True)
    return CellCode(compile(tree, path, "exec", flags, dont_inherit=True), last)


def _parse(source: str, path: str) -> ast.Module:
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    try:
        return compile(source, path, "exec", flags, dont_inherit=True)
    except SyntaxError:
        # What is Python stays as it is.
        python = magics.translate(source)
        if python is None:
            raise
        with contextlib.suppress(SyntaxError):
            return compile(python, path, "exec", flags, dont_inherit=True)
        raise


def _ends_with_semicolon(source: str) -> bool:
    if ";" not in source or len(source) > _MAX_LENGTH:
        return False
    last = ""
    with contextlib.suppress(tokenize.TokenError, SyntaxError):  # a line that was translated
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type not in _NOTHING:
                last = token.string
    return last == ";"
