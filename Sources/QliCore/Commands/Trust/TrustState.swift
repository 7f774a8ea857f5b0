/// How a group is, beside what somebody has looked at.
enum TrustState {
  /// Nobody has.
  case untrusted
  case trusted(TrustRecord, TrustPlace)
  case changed(TrustRecord, TrustPlace, [TrustChange])
  /// There is a record of a group that isn't there.
  case gone(TrustRecord, TrustPlace)
  /// The record can't be used, or what it is of can't be read.
  case unusable(LookupError)

  /// The state of `group`.
  init(of group: Group, in environment: Environment) {
    do throws(LookupError) {
      guard
        let (record, place) = try TrustRecord.holding(
          for: group.name, in: environment, PathSafety())
      else {
        self = .untrusted
        return
      }
      let files = try TrustFiles(of: group, in: environment).taken(by: record.signer)
      let changes = TrustChange.all(in: files, since: record)
      self = changes.isEmpty ? .trusted(record, place) : .changed(record, place, changes)
    } catch {
      self = .unusable(error)
    }
  }

  /// The state of the group `name`, of which there is a record.
  init(of name: ExtensionName, in environment: Environment) {
    do throws(LookupError) {
      self = TrustState(of: try ExtensionFinder(environment).group(name.text), in: environment)
    } catch {
      guard case .groupNotFound = error else {
        self = .unusable(error)
        return
      }
      do throws(LookupError) {
        let holding = try TrustRecord.holding(for: name, in: environment, PathSafety())
        self = holding.map { .gone($0.record, $0.place) } ?? .untrusted
      } catch {
        self = .unusable(error)
      }
    }
  }

  /// The word for it.
  var name: String {
    switch self {
    case .untrusted: "untrusted"
    case .trusted: "trusted"
    case .changed: "changed"
    case .gone: "gone"
    case .unusable: "broken"
    }
  }

  /// The record, and where it is, if it can be used.
  var holding: (record: TrustRecord, place: TrustPlace)? {
    switch self {
    case .trusted(let record, let place), .changed(let record, let place, _),
      .gone(let record, let place):
      (record, place)
    case .untrusted, .unusable: nil
    }
  }
}
