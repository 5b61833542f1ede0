import DureCore
import Testing

@Suite struct PhraseTests {
    @Test(arguments: [
        ("병원", "병원이 병원을 병원은 병원과 병원으로"),
        ("헌장 2판", "헌장 2판이 헌장 2판을 헌장 2판은 헌장 2판과 헌장 2판으로"),
        ("의사", "의사가 의사를 의사는 의사와 의사로"),
        ("서울", "서울이 서울을 서울은 서울과 서울로"),
        ("va", "va가 va를 va는 va와 va로"),
        ("clinic", "clinic이 clinic을 clinic은 clinic과 clinic으로"),
        ("10", "10이 10을 10은 10과 10으로"), ("1.8", "1.8이 1.8을 1.8은 1.8과 1.8로"),
        (
            "officer-7(책임자)",
            "officer-7(책임자)이 officer-7(책임자)을 officer-7(책임자)은 "
                + "officer-7(책임자)과 officer-7(책임자)로"
        ),
    ])
    func `a Korean particle follows the sound before it`(word: String, said: String) {
        let phrase = Phrase(
            en: "{a}", ko: "{a}이(가) {a}을(를) {a}은(는) {a}과(와) {a}(으)로")
        #expect(phrase.text(.ko, ["a": word]) == said)
        #expect(phrase.text(.en, ["a": "이(가)"]) == "이(가)")
    }
}

@Suite struct RoundingTests {
    @Test(arguments: [
        (0.9999999999988785, 1.0, 0.9999), (1.1, 1.1, 1.1), (1.00001, 1.0001, 1.0),
        (2.5, 2.5, 2.5), (0.0, 0.0, 0.0), (0.123_45, 0.1235, 0.1234), (3, 3, 3),
        (.infinity, .infinity, .infinity),
    ])
    func `a figure is rounded so that it never flatters`(
        value: Double, upward: Double, downward: Double
    ) {
        #expect(value.roundedUp(places: 4) == upward)
        #expect(value.roundedDown(places: 4) == downward)
    }
}
