/// The manifest that `qli new GROUP` writes: every key of a group, with a line of explanation.
enum ManifestTemplate {
  /// The text for the group `name`; all guards are off, unless it is to be guarded.
  static func text(_ name: ExtensionName, isGuarded: Bool) -> String {
    // What is off stands there as a comment.
    let off = isGuarded ? "" : "# "
    return """
      # How every extension in this folder is guarded. All about it: man 5 qli-manifest

      schema_version = 1
      description = "\(name)"

      # Printed before each run.
      \(off)banner = "\(name): think twice."

      # Ask before each run; a word instead of true has to be typed: confirm = "\(name)"
      \(off)confirm = true

      # Ask why, or take --reason TEXT; a pattern such as "INC-*" has to match.
      # reason = true

      # Record each run here, before it begins and after it ends.
      \(off)audit_log = "$XDG_STATE_HOME/qli/\(name).jsonl"

      # Record refused runs, too.
      \(off)audit_refusals = true

      # Programs that have to be on PATH.
      # requires_commands = ["git"]

      # Variables that have to be set: true for any value, a string for exactly this one.
      \(off)[requires_env]
      \(off)DEPLOY_ENV = true

      # How the extensions run: a time limit, the variables they get, one run at a time.
      # [run]
      # timeout = "10m"
      # env = ["HOME", "LANG", "DEPLOY_*"]
      # exclusive = true

      # A variable that an extension gets from "env", "file", "one_password" or a source plugin.
      # [[secrets]]
      # env = "API_TOKEN"
      # provider = "one_password"
      # ref = "op://vault/item/field"

      """
  }
}
