"""Keeps the translations of every addon complete and true to the glossary.

Called as ``./dev i18n COMMAND``; see ``i18n/README.md``.
"""

import argparse
import json
import sys
from pathlib import Path

from potool import check, export, fill, rules
from potool.chinese import Drafter
from potool.glossary import Glossary
from potool.project import LANGUAGES, Project, ToolError


def _context(project):
    """Glossary, drafter and allowed words of the checkout."""
    glossary = Glossary.load(project.lists / "glossary.csv")
    drafter = Drafter.load(glossary, project.lists / "phrases_tw.csv")
    lines = (project.lists / "allowed_english.txt").read_text(encoding="utf-8").splitlines()
    allowed = {line.strip().casefold() for line in lines if not line.startswith("#")}
    return rules.Context(glossary, drafter, allowed)


def _export(project, args):
    for line in export.export(project, args.addons, args.db):
        print(line)
    return 0


def _fill(project, args):
    translations = fill.Translations(project, _context(project), args.addons)
    filled, drafted = translations.fill()
    _saved(project, translations)
    left = len(translations.missing("zh_CN"))
    print(f"{filled} filled in zh_CN, {drafted} drafted in zh_TW, {left} texts still missing.")
    return 0


def _missing(project, args):
    found = fill.Translations(project, _context(project), args.addons).missing(args.lang)
    if args.json:
        text = json.dumps(found, ensure_ascii=False, indent=1)
        Path(args.json).write_text(text + "\n", encoding="utf-8")
    else:
        for msgid, item in found.items():
            print(f"{', '.join(item['missing_in'])}: {json.dumps(msgid, ensure_ascii=False)}")
            print("".join(f"    {place}\n" for place in item["places"]), end="")
    print(f"{len(found)} texts have no {args.lang} translation.")
    return 0


def _apply(project, args):
    translations = fill.Translations(project, _context(project), args.addon)
    written, unknown = translations.apply(args.file)
    _saved(project, translations)
    for msgid in unknown:
        print(f"No addon has this text: {json.dumps(msgid, ensure_ascii=False)}", file=sys.stderr)
    print(f"{written} entries written, {len(unknown)} texts not found.")
    return 1 if unknown else 0


def _check(project, args):
    found = check.check(project, _context(project), args.addons)
    for problem in found:
        print(f"{project.relative(problem.path)}:{problem.line}: {problem.text}")
    count = len(project.addons(args.addons))
    print(f"Translations of {count} addons: {len(found)} problems.")
    return 1 if found else 0


def _saved(project, translations):
    for path in translations.save():
        print(f"wrote {project.relative(path)}")


def _parser():
    parser = argparse.ArgumentParser(prog="./dev i18n", description=__doc__)
    parser.add_argument("--root", default=Path(__file__).parent.parent, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name, run, text, addons=True):
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(run=run)
        if addons:
            sub.add_argument("addons", nargs="*", metavar="ADDON", help="only these addons")
        return sub

    sub = command("export", _export, "write fresh templates and bring the languages in step")
    sub.add_argument("--db", help="database with the addons installed (default: $ODOO_DB)")
    command("fill", _fill, "fill in what is known already and draft zh_TW")
    sub = command("missing", _missing, "list the texts without a translation")
    sub.add_argument("--lang", choices=LANGUAGES, default="zh_CN")
    sub.add_argument("--json", metavar="FILE", help="write them to a file to translate in")
    sub = command("apply", _apply, "take in a translated JSON file", addons=False)
    sub.add_argument("file", metavar="FILE.json")
    sub.add_argument("addon", nargs="*", metavar="ADDON", help="only these addons")
    command("check", _check, "check all translations and sources (offline)")
    return parser


def main(arguments=None):
    """Run one command; returns the exit code."""
    args = _parser().parse_args(arguments)
    try:
        return args.run(Project(args.root), args)
    except ToolError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough.
        sys.stdout = None
        return 1


if __name__ == "__main__":
    sys.exit(main())
