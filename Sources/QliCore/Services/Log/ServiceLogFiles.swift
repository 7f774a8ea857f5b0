/// The two files of a service's log, in its folder.
struct ServiceLogFiles {
  /// The one that is written.
  let current: FilePath
  /// The one that was, until it was full.
  let former: FilePath

  init(in folder: FilePath) {
    current = folder.appending("log")
    former = folder.appending("log.1")
  }
}
