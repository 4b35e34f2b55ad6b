"""
Records to bytes and back, strictly: the one place that knows how a value is written.

``codec`` loads and dumps, ``canonical`` writes the bytes that are stored and hashed, ``sealing`` takes personal values
out of them, ``substance`` says what a sign-off covers, ``schema`` describes records to others, ``messages`` puts
problems into words. cattrs is loaded by the first ``load``.
"""
