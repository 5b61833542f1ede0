import DureCore
import DureNode
import Foundation
import Testing

private let everyLanguage = Language.allCases

private func page(_ report: DemoReport) throws -> PageElement {
    try #require(PageReader.read(report.html()))
}

private func sample(_ language: Language, hasNoise: Bool = true) throws -> DemoReport {
    try SampleReport.shared.get().report(language, hasNoise: hasNoise)
}

/// `DURE_REPORT_FOLDER` keeps the pages, for people to look at.
@Test(arguments: everyLanguage)
func `the report is one well-formed page of less than 200 kB`(language: Language) throws {
    let html = try sample(language).html()
    if let folder = ProcessInfo.processInfo.environment["DURE_REPORT_FOLDER"] {
        try Data(html.utf8).write(to: URL(filePath: "\(folder)/report-\(language.rawValue).html"))
    }
    #expect(html.utf8.count < 200_000)
    let root = try #require(PageReader.read(html))
    #expect(root.attributes["lang"] == language.rawValue)
    #expect(root.all("h1").count == 1)
    for landmark in ["header", "nav", "main", "footer"] {
        #expect(root.all(landmark).count == 1, "\(landmark)")
    }
    let ids = root.all.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    let anchors = root.all("a").compactMap { $0.attributes["href"] }.filter { $0.first == "#" }
    #expect(anchors.first == "#content")
    #expect(anchors.allSatisfy { ids.contains(String($0.dropFirst())) })
    // No value was left out of its sentence.
    #expect(!root.all("body").map(\.allText).joined().contains(where: { "{}".contains($0) }))
}

@Test(arguments: everyLanguage)
func `headings go down one level at a time`(language: Language) throws {
    let levels = try page(sample(language)).all.compactMap { element in
        ["h1": 1, "h2": 2, "h3": 3, "h4": 4][element.name]
    }
    #expect(levels.first == 1)
    #expect(zip(levels, levels.dropFirst()).allSatisfy { $1 <= $0 + 1 })
}

@Test(arguments: everyLanguage)
func `every figure is named and described, and every table has a caption and headings`(
    language: Language
) throws {
    let root = try page(sample(language))
    let figures = root.all("svg").filter { $0.attributes["role"] == "img" }
    // Two for each of four members, a budget each, and two studies.
    #expect(figures.count == 14)
    for figure in figures {
        let names = figure.children.prefix(2)
        #expect(names.map(\.name) == ["title", "desc"])
        #expect(names.allSatisfy { !$0.text.isEmpty })
        let labels = names.compactMap { $0.attributes["id"] }.joined(separator: " ")
        #expect(figure.attributes["aria-labelledby"] == labels)
    }
    // Others are marks inside figures, or samples of the legend that nobody has to hear.
    let marks = figures.flatMap { $0.all("svg").dropFirst() }.count
    let hidden = root.all("svg").filter { $0.attributes["aria-hidden"] == "true" }
    let samples = hidden.flatMap { $0.all("svg") }.count
    #expect(figures.count + marks + samples == root.all("svg").count)
    for table in root.all("table") {
        #expect(table.children.first?.name == "caption")
        let columns = table.all("th").filter { $0.attributes["scope"] == "col" }
        for row in table.all("tr").dropFirst() {
            #expect(row.children.count == columns.count)
            #expect(row.children.first?.attributes["scope"] == "row")
        }
    }
    #expect(root.all("details").count == 4 + 2 + 2)
}

@Test(arguments: everyLanguage)
func `the report fetches nothing and runs nothing`(language: Language) throws {
    let html = try sample(language).html()
    let root = try #require(PageReader.read(html))
    #expect(root.all.allSatisfy { !["script", "link", "img", "iframe"].contains($0.name) })
    #expect(!root.all.contains { $0.attributes.keys.contains { $0.hasPrefix("on") } })
    #expect(!root.all.contains { $0.attributes["src"] != nil || $0.attributes["style"] != nil })
    let outside = root.all("a").compactMap { $0.attributes["href"] }.filter { $0.first != "#" }
    #expect(outside == ["https://doi.org/10.24432/C52P4X"])
    #expect(html.components(separatedBy: "://").count == 2)
    #expect(!html.contains("url(") && !html.contains("@import"))
}

@Test func `names cannot become part of the page`() throws {
    var report = try sample(.en)
    let attack = "</title><script>alert('\"&')</script>\u{1}\u{7f}"
    report.title = attack
    report.question = attack
    report.date = attack
    report.program = attack
    report.commands = [attack]
    report.source = .init(credit: attack, doi: "\"><script>")
    for index in report.members.indices {
        report.members[index].title = attack
        report.members[index].economy = attack
        report.members[index].decisions[0].reasons = [attack]
    }
    report.noisy?.noise?.accountant = attack
    let root = try page(report)
    #expect(root.all("script").isEmpty)
    #expect(root.all("h1").first?.text.hasPrefix("</title><script>alert('\"&')") == true)
    #expect(root.all("figcaption").count == 10)
}

@Test(arguments: everyLanguage)
func `what did not help and what is not promised stands on the page`(language: Language) throws {
    let report = try sample(language)
    let root = try page(report)
    let text = root.all("main").map(\.allText).joined()
        .replacingOccurrences(of: "\u{a0}", with: " ")
    for member in report.exact.outcome.members where member.didJoiningHelp != .yes {
        let title = report.members.first { $0.name == member.member }?.title
        #expect(text.contains(member.sentence(language, called: title)))
    }
    for sentence in report.exact.outcome.summary(language) { #expect(text.contains(sentence)) }
    let notKept = try #require(
        root.all("section").first { $0.attributes["id"] == "promises" }
    ).all("ul").last
    #expect(notKept?.children.count == 7)
}

@Test(arguments: everyLanguage)
func `without a study with noise the page speaks of none`(language: Language) throws {
    let root = try page(sample(language, hasNoise: false))
    #expect(root.all("svg").filter { $0.attributes["role"] == "img" }.count == 13)
    #expect(!root.all.contains { $0.attributes["class"]?.contains("noisy") == true })
}

@Test func `a member without test rows of both classes leaves gaps and no figure breaks`() throws {
    var report = try sample(.en)
    for index in report.members.indices {
        report.members[index].ownCurve = []
        report.members[index].jointCurve = []
        report.members[index].noisyCurve = []
        report.members[index].budget.epsilonLimit = 0
    }
    report.exact.convergence = []
    report.noisy?.convergence = [(1, 0), (2, .nan)]
    let html = report.html()
    #expect(PageReader.read(html) != nil)
    #expect(!html.contains("nan") && !html.contains("inf%"))
}
