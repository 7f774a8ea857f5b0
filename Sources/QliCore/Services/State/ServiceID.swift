/// A service by what names it: its extension, and which instance of that.
struct ServiceID: Equatable, Sendable {
  /// What the instance is called that nobody has given a name.
  static let sharedInstance = "shared"

  let group: ExtensionName
  let `extension`: ExtensionName
  /// Nil for the one without a name of its own.
  let instance: ExtensionName?

  init(group: ExtensionName, extension: ExtensionName, instance: ExtensionName? = nil) {
    self.group = group
    self.extension = `extension`
    self.instance = instance?.text == Self.sharedInstance ? nil : instance
  }

  /// `EXTENSION`, or `EXTENSION@INSTANCE`: what is typed behind the group, and its folder's name.
  var name: String {
    instance.map { "\(`extension`)@\($0)" } ?? `extension`.text
  }

  /// What the service gets as QLI_INSTANCE.
  var instanceName: String { instance?.text ?? Self.sharedInstance }
}

extension ServiceID: CustomStringConvertible {
  /// The service as it is typed.
  var description: String { "\(group) \(name)" }
}

/// A service as it was typed, which need not be one.
struct TypedService: Equatable {
  let group: String
  /// The extension's name, or that of its file.
  let `extension`: String
  /// Nil where none was typed.
  let instance: String?
  /// The one that stands behind the name.
  let named: String?

  /// - Parameter name: `EXTENSION` or `EXTENSION@INSTANCE`.
  /// - Parameter instance: the value of `--instance`, which stands for the same.
  init(group: String, name: String, instance: String? = nil) {
    self.group = group
    guard let mark = name.utf8.firstIndex(of: UInt8(ascii: "@")) else {
      self.extension = name
      self.instance = instance
      named = nil
      return
    }
    let named = String(name[name.utf8.index(after: mark)...])
    self.extension = String(name[..<mark])
    self.instance = instance ?? named
    self.named = named
  }

  /// The service, if each part is a name.
  var id: ServiceID? {
    guard let group = ExtensionName(group), let file = ExtensionName(`extension`) else {
      return nil
    }
    let name = ExtensionFile.name(of: file)
    guard let instance else { return ServiceID(group: group, extension: name) }
    guard let instance = ExtensionName(instance) else { return nil }
    return ServiceID(group: group, extension: name, instance: instance)
  }
}
