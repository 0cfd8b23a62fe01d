"""Documents made by hand, for tests: two questions with every construct once, in a language of each kind of script.

`document("ar")` gives the whole; `narrowed` one question of it; `with_sms` another text message. Nothing here reads
source/, so that a change of wording breaks no test.
"""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from PIL import Image

from handbill import inline, locales
from handbill.model import (
    Block,
    Color,
    Document,
    Language,
    List,
    Paragraph,
    Passage,
    Question,
    Run,
    fill,
)

# By language: title, question, paragraph, item, item; question, paragraph, text message. The first answer's items
# stand once with bullets and once with numbers.
WORDS: dict[str, tuple[str, ...]] = {
    "en-CA": (
        "Frequently Asked Questions",
        "What is a ‘LIP’?",
        "A LIP helps **all newcomers** in {place}; it began in 2008.",
        "It brings people together.",
        "It plans **with** them.",
        "How can I reach you?",
        "Write to {email}, call {phone} or visit: {website}",
        "Questions? Write to {email}, call {phone} or visit: {website}",
    ),
    "fr-CA": (
        "Foire aux questions",
        "Qu’est-ce qu’un « PLI » ?",
        "Un PLI aide **tous les nouveaux arrivants** à {place} ; il est né en 2008.",
        "Il réunit les gens.",
        "Il planifie **avec** eux.",
        "Comment vous joindre ?",
        "Écrivez à {email}, appelez au {phone} ou visitez : {website}",
        "Des questions ? Écrivez à {email}, appelez au {phone} ou visitez : {website}",
    ),
    "ar": (
        "الأسئلة الشائعة",
        "ما هي الشراكة المحلية (LIP)؟",
        "تساعد الشراكة **جميع الوافدين الجدد** في {place} منذ عام 2008.",
        "تجمع الناس معًا.",
        "تخطط **معهم**.",
        "كيف أتواصل معكم؟",
        "اكتبوا إلى {email} أو اتصلوا على الرقم {phone} أو زوروا: {website}",
        "LIP: اتصلوا على الرقم {phone} أو زوروا: {website}",
    ),
    "fa": (
        "پرسش‌های متداول",
        "مشارکت محلی (LIP) چیست؟",
        "این مشارکت از سال ۲۰۰۸ به **همهٔ تازه‌واردان** در {place} کمک می‌کند.",
        "مردم را گرد هم می‌آورد.",
        "**همراه** آنان برنامه‌ریزی می‌کند.",
        "چگونه با شما تماس بگیرم؟",
        "به {email} بنویسید، با {phone} تماس بگیرید یا ببینید: {website}",
        "پرسش دارید؟ با {phone} تماس بگیرید یا ببینید: {website}",
    ),
    "hi": (
        "अक्सर पूछे जाने वाले प्रश्न",
        "LIP क्या है?",
        "LIP 2008 से {place} में **सभी नवागंतुकों** की मदद करता है।",
        "यह लोगों को साथ लाता है।",
        "यह उनके **साथ** योजना बनाता है।",
        "मैं आपसे कैसे संपर्क करूँ?",
        "{email} पर लिखें, {phone} पर फ़ोन करें या देखें: {website}",
        "प्रश्न हैं? {phone} पर फ़ोन करें या देखें: {website}",
    ),
    "zh-Hans": (
        "常见问题",
        "什么是“LIP”？",
        "LIP自2008年起在{place}帮助**所有新移民**。",
        "它把人们聚在一起。",
        "它与他们**一起**规划。",
        "如何联系你们？",
        "请写信至 {email} ，致电 {phone} 或访问：{website}",
        "有问题？请致电 {phone} 或访问：{website}",
    ),
    "ko": (
        "자주 묻는 질문",
        "‘LIP’란 무엇인가요?",
        "LIP는 2008년부터 {place}에서 **모든 새 이민자**를 돕습니다.",
        "사람들을 한데 모읍니다.",
        "그들과 **함께** 계획합니다.",
        "어떻게 연락하나요?",
        "문의: {email} 전화: {phone} 누리집: {website}",
        "궁금하신가요? 전화: {phone} 누리집: {website}",
    ),
}
LABELS = {
    "invitation": "Questions about newcomers in {place}?",
    "partnership": "{place} Local Immigration Partnership",
    "contact": "Contact",
    "contact_name": "Program manager",
    "website": "Website",
    "email": "E-mail",
    "phone": "Phone",
    "scan": "Scan to visit our website",
    "draft": "Draft: not for distribution",
    "revised": "Revised: {date}",
    "page": "Page {page} of {pages}",
    "logo": "Logo: Example City Local Immigration Partnership",
    "website_to_come": "web address to come",
    "email_to_come": "e-mail address to come",
    "phone_to_come": "phone number to come",
    "contact_name_to_come": "name to come",
    "adapt_what": "This document is for partners of the Example City Local Immigration Partnership to adapt and share.",
    "adapt_may": "You may change everything. Please keep the line at the foot.",
    "adapt_ask": "For questions, ask {contact_name} at {email}. Then delete this page.",
    "contents": "Contents",
    "adapted_by": "Adapted by",
    "your_organization": "Your organization’s name",
    "your_contact": "Name of your contact person",
    "your_website": "Your web address",
    "your_email": "Your e-mail address",
    "your_logo": "Your logo",
    "answer": "Answer",
    "sent_by": "Sent by Example City Local Immigration Partnership",
    "email_preheader": "What it is and how to reach us.",
}
FACTS: Mapping[str, Run] = MappingProxyType(
    {
        "website": Run("example.org/lip", fact="website", href="https://example.org/lip/"),
        "email": Run("hello@example.org", fact="email", href="mailto:hello@example.org"),
        "phone": Run("506-555-0100", fact="phone", href="tel:506-555-0100"),
        "contact_name": Run("Alex Example", fact="contact_name"),
    }
)
COLORS = MappingProxyType(
    {
        "primary": Color("#004b6b", (100, 45, 20, 40)),
        "primary_text": Color("#004b6b", (100, 45, 20, 40)),
        "accent": Color("#0f766e", (85, 20, 50, 20)),
        "tint": Color("#eef3f5", (6, 2, 2, 0)),
    }
)
LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10" width="40mm" height="10mm">'
    b'<rect width="40" height="10" fill="#004b6b"/></svg>'
)


def document(tag: str = "en-CA", **changes: Any) -> Document:
    """Return a final document in the language, every fact filled in; `changes` replaces fields of Document.

    A language without words here gets English ones, marked as English and untranslated.
    """
    language, english = locales.language(tag), locales.language("en-CA")
    title, *words = WORDS.get(tag, WORDS["en-CA"])
    spoken = language if tag in WORDS else english
    bare = Document(
        edition="example",
        language=language,
        source_language=english,
        title=passage(title, spoken, "faq.title"),
        questions=_questions(words, spoken),
        labels=_labels(spoken),
        source_labels=_labels(english),
        colors=COLORS,
        logo=LOGO,
        revised=date(2026, 11, 22),
        code="0123ABCD",
    )
    return replace(filled(bare), **changes)


def filled(bare: Document) -> Document:
    """Return the document with the example's place, date and facts in place of their names."""
    once = {"place": Run("Example City", fact="place"), "date": Run("2026-11-22", fact="date")}
    return replace(fill(bare, once | FACTS), facts=FACTS)


def passage(text: str, language: Language, context: str = "test.text") -> Passage:
    """Return the passage of a text with `**bold**` and `{facts}`, the facts not filled in."""
    runs = tuple(Run(span.text, bold=span.bold, fact=span.placeholder) for span in inline.parse(text))
    untranslated = language.tag not in WORDS and context not in ("", "test.text")
    return Passage(context, runs, language, "untranslated" if untranslated else "translated")


def _questions(words: list[str], language: Language) -> tuple[Question, ...]:
    asked, paragraph, one, two, reach, contact, message = words
    items = tuple(passage(text, language, "what.answer") for text in (one, two))
    answer: tuple[Block, ...] = (
        Paragraph(passage(paragraph, language, "what.answer")),
        List(False, items),
        List(True, items),
    )
    addresses = Paragraph(passage(contact, language, "reach.answer"))
    return (
        Question("what", passage(asked, language, "what.question"), answer, sms=passage(one, language, "what.sms")),
        Question(
            "reach",
            passage(reach, language, "reach.question"),
            (addresses,),
            sms=passage(message, language, "reach.sms"),
        ),
    )


def _labels(language: Language) -> Mapping[str, Passage]:
    """Return the labels, in English words whatever the language."""
    return MappingProxyType({key: passage(text, language, f"label.{key}") for key, text in LABELS.items()})


def png(width: int = 400, height: int = 100) -> bytes:
    """Return a logo as a PNG of one colour, so many pixels wide and high."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), COLORS["primary"].rgb).save(buffer, "PNG")
    return buffer.getvalue()


def narrowed(whole: Document, identifier: str) -> Document:
    """Return the document with that one question."""
    return replace(whole, questions=tuple(question for question in whole.questions if question.id == identifier))


def with_sms(whole: Document, text: str, identifier: str = "reach") -> Document:
    """Return the document narrowed to one question, whose text message is the text, its facts filled in."""
    (question,) = narrowed(whole, identifier).questions
    message = passage(text, whole.language, f"{identifier}.sms")
    return filled(replace(whole, questions=(replace(question, sms=message),)))


def with_answer(whole: Document, *blocks: Block, identifier: str = "reach") -> Document:
    """Return the document narrowed to one question, answered by the blocks, their facts filled in."""
    (question,) = narrowed(whole, identifier).questions
    return filled(replace(whole, questions=(replace(question, answer=blocks),)))
