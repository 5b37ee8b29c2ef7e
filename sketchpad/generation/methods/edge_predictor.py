"""The edge predictor, as the registry knows it."""

from __future__ import annotations

from sketchpad.generation.methods.method import OTHERS, Method, Option

TEXT_PULL = Option(
    "text_pull",
    0.0,
    0.0,
    5.0,
    "Pull of the words",
    "Keeps what the prompt names inside the outline you drew. 0 switches it off.",
    0.1,
    limit=1000.0,
    sign="^",
    summary={1.0: "with words", OTHERS: "with words × {value}"},
    parameters={OTHERS: "words {value}"},
    flag="how strongly what the prompt names is pulled into the outline",
    short="Words",
    guidance="sketchpad.guidance.attention_guidance.AttentionGuidance",
)
LOOK = Option(
    "look",
    "",
    label="Where the edge predictor looks for edges",
    note="The predicted picture of each step works with every model. Inner features need a network that "
    "was trained for the model (Voynov et al. 2022).",
    choices=("picture", "network", "quick", "features"),
    summary={"network": "through the network", "quick": "quick", "features": "through features"},
    parameters={OTHERS: "looks at {value}"},
    flag="looks at the predicted picture (default; network: slower; quick: faster) or, as published, at inner features",
    short="Looks at",
    labels={
        "": "Predicted picture",
        "network": "Predicted picture, through the network",
        "quick": "Predicted picture, quickly",
        "features": "Inner features, as published",
    },
    requires={"features": "features"},
)
EDGE_PREDICTOR = Method(
    "edge_predictor",
    "Edge predictor",
    "Pulls the edges of the picture onto your lines.",
    "sketchpad.guidance.edge_predictor.EdgeGuidance",
    menu="&Edge predictor",
    key="F6",
    strength=1.6,
    most=5.0,
    end=0.5,
    reads="lines",
    options=(TEXT_PULL, LOOK),
    batched_apart=True,
    closeness=True,
    in_text="edge predictor",
)
