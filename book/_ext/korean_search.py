"""Search that finds Korean words beside English ones.

Particles attach to Korean nouns, so Hangul is indexed as pairs of syllables: the pairs of 규제를
contain 규제. The page splits what a reader types in the same way.
"""

import re

from sphinx import search
from sphinx.search.en import SearchEnglish

RUN = re.compile(r"[가-힣]+|(?:(?![가-힣])\w)+")


class SearchEnglishAndKorean(SearchEnglish):
    js_splitter_code = """
const PARTICLE = /(?<=[가-힣]{2})(에서|으로|부터|까지|[을를이가은는의에와과도만로])$/;
function splitQuery(query) {
  const runs = query.match(/[가-힣]+|(?:(?![가-힣])[\\p{L}\\p{N}_])+/gu) || [];
  return runs.flatMap((run) => {
    if (!/^[가-힣]/.test(run)) return [run];
    const word = run.replace(PARTICLE, "");
    const pairs = word.match(/../g) || [word];
    return word.length > 2 && word.length % 2 ? [...pairs, word.slice(-2)] : pairs;
  });
}
"""

    def split(self, input):
        return [
            piece
            for run in RUN.findall(input)
            for piece in (_pairs(run) if "가" <= run[0] <= "힣" else [run])
        ]


def _pairs(run):
    return [run[i : i + 2] for i in range(max(len(run) - 1, 1))]


def setup(app):
    search.languages["en"] = SearchEnglishAndKorean
    return {"parallel_read_safe": True, "parallel_write_safe": True}
