"""What a model has made of a passage is shown only if it says nothing that the passage does not say. Pure.

Numbers, dates, amounts, links, names and negations must be those of the passage, and most of the words, too. That
cannot prove that the sense is the same; it makes sure that nothing new stands there on which somebody would act.
"""

import re

from backend.assistant.ranking.words import letters, raw_words, stop_words

MAX_GROWTH = 1.3
# German writes every noun like a name; these are none and stand in for harder words.
_PLAIN_NOUNS = frozenset(
    {"zeit", "geld", "hilfe", "frage", "fragen", "papier", "papiere", "mensch", "menschen", "kind"}
)
_ENOUGH_SHARED = 0.6
_STEM = 5
_SENTENCE = re.compile(r"(?<=[.!?؟…:])\s+|\n+")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d+")
_SIGN = re.compile(r"[€$£%§@]")
_LINK = re.compile(r"(?i)(?:https?://|www\.|tel:|mailto:)\S+|\b[\w-]+\.(?:de|com|org|net|eu|info)\b\S*")
_MARKUP = re.compile(r"[<>`{}\[\]|]|\*\*")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Written-out numbers, which could replace a digit, and negations, which turn a sentence around.
_NUMBER_WORDS = _words(
    """
    zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig hundert tausend halb doppelt two
    three four five six seven eight nine ten eleven twelve twenty thirty hundred thousand half double twice iki üç
    dört beş altı yedi sekiz dokuz yirmi otuz yüz yarım два дві три чотири п'ять шість сім вісім дев'ять десять
    сто тисяча половина две четыре пять шесть семь восемь девять тысяча половину اثنان اثنين ثلاثة أربعة خمسة ستة
    سبعة ثمانية تسعة عشرة مئة ألف نصف dwa dwie trzy cztery pięć sześć siedem osiem dziewięć dziesięć sto tysiąc
    połowa deux trois quatre cinq sept huit neuf dix onze douze vingt trente cent mille moitié
    """
)
_NEGATIONS = _words(
    """
    nicht nichts kein keine keinen keinem keiner keines nie niemals ohne niemand weder not no never without nobody
    none cannot neither don't doesn't değil yok asla hiç olmadan не ні немає ніколи без ніхто нет никогда никто
    нельзя لا ليس لن لم بدون غير bez nigdy nikt brak ne pas jamais sans aucun aucune rien
    """
)


def is_faithful(passage: str, said: str, language: str) -> bool:
    """True if `said` may be shown instead of `passage`."""
    if not said.strip() or len(said) > MAX_GROWTH * len(passage) + 40 or _MARKUP.search(said):
        return False
    have, are = _facts(passage, language), _facts(said, language)
    if not are.numbers <= have.numbers or not are.signs <= have.signs or not are.links <= have.links:
        return False
    if are.number_words - have.number_words or bool(are.negations) != bool(have.negations):
        return False
    known = {_stem(word) for word in raw_words(passage, language)}
    small = stop_words(language)
    if any(_stem(name) not in known for name in _names(said, small)):
        return False
    return all(_is_supported(sentence, known, small, language) for sentence in _SENTENCE.split(said))


class _Facts:
    def __init__(self, text: str, words: list[str]) -> None:
        self.numbers = frozenset(_NUMBER.findall(text))
        self.signs = frozenset(_SIGN.findall(text))
        self.links = frozenset(link.rstrip(".,;:)").lower() for link in _LINK.findall(text))
        self.number_words = _NUMBER_WORDS.intersection(words)
        self.negations = _NEGATIONS.intersection(words)


def _facts(text: str, language: str) -> _Facts:
    return _Facts(text, raw_words(text, language) + text.lower().split())


def _names(text: str, small: frozenset[str] | set[str]) -> list[str]:
    """Words with a capital letter, which names are; small words at the beginning of a sentence are none."""
    found = (match[0] for match in _WORD.finditer(text))
    return [word for word in found if word[0].isupper() and word.lower() not in {*small, *_PLAIN_NOUNS}]


def _is_supported(sentence: str, known: set[str], small: frozenset[str] | set[str], language: str) -> bool:
    words = [word for word in raw_words(sentence, language) if word not in small]
    shared = sum(_stem(word) in known for word in words)
    return not words or shared / len(words) >= _ENOUGH_SHARED


def _stem(word: str) -> str:
    return letters(word.lower())[:_STEM]
