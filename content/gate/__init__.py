"""The publish gate: what keeps an unbalanced, undated or unsourced page from readers."""
