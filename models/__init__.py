"""The classifier house: labels, text folding, training, evaluation and the registry of versions."""
