"""Law as dated rows with a citation: the engine that asks them, and the loader that reads them."""
