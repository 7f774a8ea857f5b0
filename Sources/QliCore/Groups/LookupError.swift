/// Why there is nothing to run.
enum LookupError: Error {
  /// No root has the group.
  case groupNotFound(String)
  /// The group has no such extension, and `PATH` neither.
  case extensionNotFound(String, group: Group)
  /// `PATH` has the file, but it belongs to a group with a longer name.
  case belongsToLongerGroup(String, group: Group, longer: ExtensionName, extension: ExtensionName)
  /// Several files of the group have the name of one extension.
  case severalFiles(ExtensionName, [FilePath], group: ExtensionName)
  /// The manifest has a command for an extension that is a file, too.
  case commandAndFile(ExtensionName, FilePath, group: ExtensionName, manifest: FilePath)
  /// The program of an extension that is a command can't be used.
  case command(ExtensionName, ProgramError, group: ExtensionName)
  /// The extension's file is there without an execute bit.
  case notExecutable(FilePath)
  /// The extension is a link to a file that isn't there.
  case danglingExtension(FilePath)
  /// The group's folder is a link that leads nowhere.
  case danglingGroup(FilePath)
  /// It is another name of an extension whose rules, these keys, would be got round.
  case alias(
    ExtensionName, of: ExtensionName, [String], group: ExtensionName, manifest: FilePath)
  /// Links lead to an extension of another group, whose rules, these keys, would be got round.
  case aliasOfGroup(
    ExtensionName, group: ExtensionName, manifest: FilePath, of: ExtensionName,
    in: ExtensionName, [String])
  /// A file or a folder that decides what runs can't be looked at.
  case unreadable(FilePath, Errno)
  /// The manifest has rules for an extension that isn't there, which were most likely meant for it.
  case lostRule(
    ExtensionName, for: ExtensionName, group: ExtensionName, manifest: FilePath)
  /// Somebody else could change what runs.
  case unsafe(UnsafePath)
  /// It is a service, and was to be run as one that ends; or the other way round.
  case isService(ExtensionName, group: ExtensionName)
  case isNoService(ExtensionName, group: ExtensionName)
  /// It isn't what somebody has looked at.
  case untrusted(Untrusted)
  /// The group's manifest is broken.
  case manifest(ManifestError)
}
