import Testing

@testable import QliCore

/// Help says what the tables in the code say; for the documents see `DocumentTests`.
@Suite struct HelpTextTests {
  /// Every text that help prints.
  private var texts: [String] {
    [HelpText.overview] + BuiltIn.allCases.map { HelpText.text(for: $0) }
      + HelpText.Topic.allCases.map { HelpText.text(for: $0) }
  }

  @Test func textsAreCleanAndEndInANewline() {
    for text in texts {
      #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n\n"))
      for line in text.split(separator: "\n") {
        #expect(line.last != " ", "\(line)")
        #expect(line.count <= 80, "\(line)")
        #expect(line.allSatisfy { $0 >= " " && $0 <= "~" }, "\(line)")
      }
    }
  }

  @Test func theOverviewNamesAllThereIs() {
    let names =
      BuiltIn.allCases.map(\.rawValue) + HelpText.Topic.allCases.map(\.rawValue)
      + Option.allCases.filter {
        ![
          .verbose, .json, .output, .guarded, .system, .from, .service, .shell, .since, .failed,
          .runID, .follow, .lines, .stream, .timestamps, .noWait, .foreground, .instance, .send,
          .kill, .timer, .parentRun, .log, .host, .tree, .until, .user, .last, .summary, .close,
          .input, .head, .collected, .forget, .list, .groups, .schema,
        ].contains($0)
      }
      .flatMap(\.spellings)
    for name in names { #expect(HelpText.overview.contains(name), "\(name)") }
    for summary in BuiltIn.allCases.map(\.description.summary)
      + HelpText.Topic.allCases.map(\.summary)
    {
      #expect(HelpText.overview.contains("  \(summary)\n"))
    }
  }

  @Test func aCommandsHelpNamesItsOptionsAndNoOther() {
    for command in BuiltIn.allCases {
      let text = HelpText.text(for: command)
      #expect(text.contains(command.description.summary))
      let own = command.description.options + BuiltIn.commonOptions
      for option in Option.allCases {
        let row = "  " + option.spellings.joined(separator: ", ")
        #expect(text.contains(row) == own.contains(option), "\(command) \(row)")
      }
    }
  }

  /// Each heading stands once.
  @Test func theMembersOfTheLogAreGrouped() {
    let headings = HelpText.text(for: HelpText.Topic.audit).split(separator: "\n")
      .filter { $0.hasPrefix("Members of ") }
    #expect(headings.count > 2 && Set(headings).count == headings.count)
  }

  /// What is said of an option holds for the command whose help it stands in.
  @Test func sharedOptionsSayWhatTheyDoHere() {
    #expect(HelpText.text(for: BuiltIn.stop).contains("why it is stopped; recorded\n"))
    #expect(HelpText.text(for: BuiltIn.run).contains("why it is run; recorded, and given"))
    #expect(!HelpText.text(for: BuiltIn.explain).contains("refuse the run"))
    #expect(!HelpText.text(for: BuiltIn.explain).contains("end the run"))
    #expect(!HelpText.text(for: BuiltIn.sources).contains("refuse the run"))
    #expect(HelpText.text(for: BuiltIn.start).contains("end the service after this time"))
  }

  /// One service stands for all.
  @Test func theTopicOfServicesHasTwoNames() {
    let text = HelpText.text(forSubject: "services")
    #expect(text != nil && HelpText.text(forSubject: "service") == text)
    for key in ServiceKey.allCases {
      #expect(text?.contains("\n  \(key.entry.name) ") == true, "\(key.entry.name)")
    }
  }

  @Test func theCodesAreThoseOfTheContract() {
    #expect(
      ExitCode.allCases.map(\.rawValue) == [0, 1, 2, 120, 121, 122, 123, 124, 125, 126, 127])
    #expect(ExitCode.allCases.filter(\.isOfRuns).map(\.rawValue) == Array(120...127))
  }

  @Test func everyCodeIsInTheTopic() {
    let lines = HelpText.text(for: .exitCodes).split(separator: "\n")
    for code in ExitCode.allCases {
      let label = "  \(code.rawValue) "
      #expect(lines.contains { $0.hasPrefix(label) && $0.hasSuffix(" \(code.meaning)") }, "\(code)")
    }
  }
}
