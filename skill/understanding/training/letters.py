"""Letters and words of many texts at once, as the classifiers are fitted on them."""

from scipy.sparse import csr_matrix

from skill.understanding.features import BUCKETS, ngrams


def letters_of(texts: list[str]) -> csr_matrix:
    """Letters and words of `texts`, one row each."""
    rows: list[int] = []
    places: list[int] = []
    values: list[float] = []
    for row, text in enumerate(texts):
        found, weights = ngrams(text)
        rows += [row] * len(found)
        places += found.tolist()
        values += weights.tolist()
    return csr_matrix((values, (rows, places)), shape=(len(texts), BUCKETS))
