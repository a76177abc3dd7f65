"""Take a guard out of the code, and see that the test of its defect fails: a test that cannot fail shows nothing."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from proofs.mutation_table import MUTATIONS, Mutation

__all__ = ["MUTATIONS", "Mutation", "MutationError", "Workshop", "kill"]

_HERE = Path(__file__).resolve().parent.parent
_TESTS = ("tests/domain/matter/test_defects.py", "tests/domain/matter/test_later_defects.py")
_NEEDED = ("src/buckstop", "tests/domain/matter", "tests/worlds.py", "pyproject.toml")


class MutationError(Exception):
    """A guard is not where the table says it is, or the tests did not run at all."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """A copy of the code in which guards can be taken out."""

    folder: Path

    @classmethod
    def in_folder(cls, folder: Path) -> "Workshop":
        """A copy in an empty folder."""
        for name in _NEEDED:
            source, target = _HERE / name, folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.po", "*.mo"))
            else:
                shutil.copy(source, target)
        return cls(folder)

    def failing(self) -> set[str]:
        """Names of the tests of defects that fail in this copy.

        Raises:
            MutationError: they did not run to their end.
        """
        command = (sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rf", "--tb=no", *_TESTS)
        ended = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)  # noqa: S603 - our own tests
        if ended.returncode not in {0, 1}:
            raise MutationError(f"The tests of the mutant did not run:\n{ended.stdout}{ended.stderr}")
        failed = [line for line in ended.stdout.splitlines() if line.startswith("FAILED ")]
        return {line.split("::", 1)[1].split(" ")[0].split("[")[0] for line in failed}

    def failing_without(self, mutation: Mutation) -> set[str]:
        """Names of the tests that fail when a guard is taken out; it is put back afterwards.

        Raises:
            MutationError: the guard's text does not stand in its file exactly once.
        """
        file = self.folder / "src" / "buckstop" / mutation.file
        text = file.read_text(encoding="utf-8")
        if text.count(mutation.guard) != 1:
            raise MutationError(f"The guard of defect {mutation.defect} stands {text.count(mutation.guard)} times.")
        file.write_text(text.replace(mutation.guard, mutation.instead), encoding="utf-8")
        try:
            return self.failing()
        finally:
            file.write_text(text, encoding="utf-8")


def kill(mutations: Iterable[Mutation]) -> list[tuple[Mutation, bool]]:
    """Each mutation, and whether exactly the test of its defect fails under it.

    Raises:
        MutationError: a test fails before anything was taken out, or see `Workshop`.
    """
    with tempfile.TemporaryDirectory() as folder:
        workshop = Workshop.in_folder(Path(folder))
        if failing := workshop.failing():
            raise MutationError(f"These tests fail with every guard in place: {', '.join(sorted(failing))}")
        return [(mutation, workshop.failing_without(mutation) == {mutation.test}) for mutation in mutations]
