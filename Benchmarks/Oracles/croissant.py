"""Holds descriptions of datasets, one file an argument, against MLCommons' own reader."""

import sys

import mlcroissant


def main() -> int:
    for path in sys.argv[1:]:
        # Raises where the file is not what it says it conforms to.
        metadata = mlcroissant.Dataset(jsonld=path).metadata
        issues = sorted(metadata.issues.errors) + sorted(metadata.issues.warnings)
        for issue in issues:
            print(f"{path}: {issue}")
        fields = [f"{r.name}: {len(r.fields)} fields" for r in metadata.record_sets]
        print(f"{path}: {metadata.ctx.conforms_to.name}, {', '.join(fields)}")
        if issues or metadata.ctx.conforms_to.name != "V_1_1" or not fields:
            return 1
    return 0 if len(sys.argv) > 1 else 2


if __name__ == "__main__":
    sys.exit(main())
