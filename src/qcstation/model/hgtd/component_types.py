"""The HGTD's kinds of component, their stages and what they are assembled from.

Part tree: the relations of the collaboration's own tools (github.com/ATLAS-HGTD/hgtd-tools, relation_validation.py and
docs/use_cases/gui_relations.md, July 2026). Stages: the steps that the same tools know (hybridisation, module assembly, loading,
detector assembly), with the reception at a site before them. Tests: those that the production database keeps
of each kind; which of them a site does at which stage is not public, so the lists are unverified.
"""

from qcstation.model.components import ChildPosition, ComponentType, StageTests

COMPONENT_TYPES = (
    ComponentType(
        id="hgtd.wafer",
        title="LGAD wafer",
        positions=(ChildPosition(type="hgtd.sensor", many=True),),
    ),
    ComponentType(
        id="hgtd.sensor",
        title="LGAD sensor",
        stages=("reception", "hybridisation"),
        tests=(
            StageTests(
                "reception",
                ("hgtd.visual-inspection", "hgtd.sensor-iv", "hgtd.sensor-cv", "hgtd.sensor-iv-map", "hgtd.sensor-timing"),
            ),
        ),
    ),
    ComponentType(id="hgtd.asic", title="ALTIROC chip", stages=("reception", "hybridisation")),
    ComponentType(
        id="hgtd.hybrid",
        title="hybrid",
        stages=("reception", "module assembly"),
        tests=(StageTests("reception", ("hgtd.visual-inspection", "hgtd.mass", "hgtd.hybrid-iv")),),
        positions=(ChildPosition(type="hgtd.sensor"), ChildPosition(type="hgtd.asic")),
    ),
    ComponentType(id="hgtd.module-flex", title="module flex", stages=("reception", "module assembly")),
    ComponentType(
        id="hgtd.module",
        title="module",
        stages=("module assembly", "reception", "loading"),
        tests=(
            StageTests(
                "module assembly",
                (
                    "hgtd.glue-mass",
                    "hgtd.wire-bond-pull",
                    "hgtd.metrology",
                    "hgtd.mass",
                    "hgtd.module-iv",
                    "hgtd.module-thresholds",
                    "hgtd.tdc-calibration",
                    "hgtd.thermal-cycles",
                ),
            ),
            StageTests("reception", ("hgtd.visual-inspection", "hgtd.module-iv", "hgtd.module-thresholds")),
        ),
        positions=(
            ChildPosition(type="hgtd.module-flex"),
            ChildPosition(type="hgtd.hybrid", position="HV"),
            ChildPosition(type="hgtd.hybrid", position="LV"),
        ),
    ),
    ComponentType(id="hgtd.flex-tail", title="flex tail", stages=("reception", "detector assembly")),
    ComponentType(id="hgtd.peb", title="peripheral electronics board", stages=("reception", "detector assembly")),
    ComponentType(id="hgtd.support-unit", title="support unit", stages=("reception", "loading")),
    ComponentType(
        id="hgtd.detector-unit",
        title="detector unit",
        stages=("loading", "detector assembly"),
        positions=(ChildPosition(type="hgtd.module", many=True), ChildPosition(type="hgtd.flex-tail", many=True)),
    ),
    ComponentType(id="hgtd.glue", title="glue batch"),
)
