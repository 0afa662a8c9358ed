"""Which category of each margin a cell falls into, as the matrix X of zeros and ones it stands for."""

from __future__ import annotations

import numpy as np
from scipy import sparse


class Incidence:
    """X [cells, categories], held as one code a margin; further numeric columns may stand behind.

    codes   per margin, [cells] the category; sizes its number of categories
    numeric [cells, q] or None: variables with a known total
    """

    def __init__(self, codes: list[np.ndarray], sizes: list[int], numeric: np.ndarray | None = None):
        self.codes, self.sizes, self.numeric = codes, sizes, numeric
        edges = np.concatenate([[0], np.cumsum(sizes)]).astype(int)
        self.slices = [slice(a, b) for a, b in zip(edges[:-1], edges[1:], strict=True)]
        self.categories = int(edges[-1])
        self._matrix = None

    @property
    def matrix(self) -> sparse.csr_array:
        """X as a sparse matrix [cells, categories + q]."""
        if self._matrix is None:
            cells, margins = len(self.codes[0]), len(self.codes)
            columns = np.column_stack(
                [code + piece.start for code, piece in zip(self.codes, self.slices, strict=True)]
            ).ravel()
            pointers = np.arange(0, cells * margins + 1, margins)
            shape = (cells, self.categories)
            matrix = sparse.csr_array((np.ones(cells * margins), columns, pointers), shape=shape)
            if self.numeric is not None:
                matrix = sparse.csr_array(sparse.hstack([matrix, sparse.csr_array(self.numeric)]))
            self._matrix = matrix
        return self._matrix

    def predict(self, beta: np.ndarray) -> np.ndarray:
        """X beta: [cells] or [cells, k]."""
        return self.matrix @ beta

    def totals(self, values: np.ndarray) -> np.ndarray:
        """X' values: [categories + q] or [categories + q, k]."""
        return self.matrix.T @ values

    def gram(self, values: np.ndarray) -> np.ndarray:
        """X' diag(values) X, dense [categories + q, categories + q]."""
        scaled = sparse.csr_array(self.matrix.multiply(values[:, None]))
        return (self.matrix.T @ scaled).toarray()
