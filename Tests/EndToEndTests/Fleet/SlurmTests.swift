import Foundation
import Glibc
import TestSupport
import Testing

/// What qli-fleet(7) says of runs on nodes of Slurm: its own daemons, for the nodes `web1` and `web2`, on this
/// machine; `down` can't be reached.
@Suite(
  .enabled("needs slurmctld, slurmd, srun and munged (Debian: slurm-wlm), and to run as root") {
    ["slurmctld", "slurmd", "munged"].allSatisfy { access("/usr/sbin/\($0)", X_OK) == 0 }
      && Tools.path("srun") != nil && geteuid() == 0
  })
struct SlurmTests {
  private let home: TestHome
  private let page: FleetPage
  private let processes: HomeProcesses
  private let daemons: [RunningQli]

  init() throws {
    home = try TestHome()
    page = try FleetPage()
    processes = HomeProcesses(home)
    try home.link("$BIN/qli", to: Products.qli)
    try home.group(
      "ops",
      page.display("audit_chain = true").replacing("/var/log/qli/", with: "$XDG_STATE_HOME/"))
    daemons = try Self.start(in: home)
  }

  private static func start(in home: TestHome) throws -> [RunningQli] {
    for folder in ["state", "run"] { try home.directory(folder, mode: 0o711) }
    try home.file("key", [UInt8](repeating: 7, count: 64), mode: 0o400)
    let host = ProcessInfo.processInfo.hostName.split(separator: ".")[0]
    let ports = try (0..<4).map { _ in try freePort() }
    let nodes = zip(["web1", "web2", "down"], ports.dropFirst()).map { name, port in
      "NodeName=\(name) NodeHostname=\(host) NodeAddr=127.0.0.1 Port=\(port) CPUs=1"
    }
    try home.file(
      "slurm.conf",
      """
      ClusterName=test
      SlurmctldHost=\(host)(127.0.0.1)
      SlurmctldPort=\(ports[0])
      AuthType=auth/munge
      AuthInfo=socket=\(home.path("run/munge"))
      SlurmUser=root
      SlurmdUser=root
      StateSaveLocation=\(home.path("state"))
      SlurmdSpoolDir=\(home.path("spool"))-%n
      SlurmctldPidFile=\(home.path("control.pid"))
      SlurmdPidFile=\(home.path("node"))-%n.pid
      SlurmctldLogFile=\(home.path("control.log"))
      SlurmdLogFile=\(home.path("node"))-%n.log
      ProctrackType=proctrack/linuxproc
      TaskPlugin=task/none
      SelectType=select/linear
      SwitchType=switch/none
      MpiDefault=none
      JobAcctGatherType=jobacct_gather/none
      AccountingStorageType=accounting_storage/none
      ReturnToService=2
      \(nodes.joined(separator: "\n"))
      PartitionName=all Nodes=web1,web2,down Default=YES MaxTime=INFINITE State=UP

      """)
    let start = { (words: String) in
      try home.program("/bin/sh", "-c", "exec /usr/sbin/\(words)").environment(Self.variables(home))
        .stdout(.file("/dev/null")).stderr(.file("/dev/null")).start()
    }
    let file = { (name: String) in "'\(home.path("run/\(name)"))'" }
    var daemons = [
      try start(
        "munged --foreground --force --socket=\(file("munge")) --key-file='\(home.path("key"))' "
          + "--pid-file=\(file("pid")) --log-file=\(file("log")) --seed-file=\(file("seed"))")
    ]
    try home.waitForFile("run/munge")
    daemons.append(try start("slurmctld -D"))
    for node in ["web1", "web2"] { daemons.append(try start("slurmd -D -N \(node)")) }
    try waitUntilFree(home)
    return daemons
  }

  /// Waits until nothing runs on either node.
  private static func waitUntilFree(_ home: TestHome) throws {
    try waitUntil("both nodes are free") {
      let found = try home.program("/usr/bin/sinfo", "-h", "-N", "-o", "%N %t")
        .environment(Self.variables(home)).run().stdout
      return found.contains("web1 idle") && found.contains("web2 idle")
    }
  }

  private static func variables(_ home: TestHome) -> [String: String] {
    ["SLURM_CONF": home.path("slurm.conf")]
  }

  /// A line of the page, as it is typed at a shell.
  private func typed(_ line: String) -> QliRun {
    home.program("/bin/sh", "-c", line).environment(Self.variables(home))
  }

  private func endings() throws -> [String] {
    let folder = home.path("$STATE")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let records = try names.filter { $0.hasSuffix(".jsonl") }.flatMap {
      try home.auditLines("\(folder)/\($0)")
    }
    return records.filter { $0["event"] != "start" }.map {
      "\($0["event"]?.string ?? "") \($0["exit_code"]?.integer ?? -1)"
    }.sorted()
  }

  private func end() throws {
    for daemon in daemons.reversed() {
      try daemon.signal(SIGKILL)
      try daemon.wait()
    }
  }

  @Test func theCodes() throws {
    try home.extension(
      "ops", "restart", sh: "readlink /proc/self/fd/0; [ $SLURMD_NODENAME = web1 ] || exit 3")
    let row = page.row("srun -I")
    let line = try page.command("srun ")
    let failed = try typed("printf 'a\\n' | { \(line); echo \"code $?\"; cat; }").run()
    #expect(failed.stdout.contains("code \(row[0])\na\n"), "\(failed.stdout)\(failed.stderr)")
    #expect(failed.stdout.contains("/dev/null"))
    #expect(try endings() == ["finish 0", "finish 3"])
    let down = try typed(line.replacing("web2", with: "down")).run()
    #expect(down.ending == .exited(try #require(Int32(row[1]))), "\(down.stderr)")
    try end()
  }

  /// A client that is killed leaves its run, also with `with_caller`, and scancel ends it.
  @Test func whatIsKilled() throws {
    try home.extension("ops", "restart", sh: "echo up >>ready; exec probe wait-for go")
    let row = page.row("srun -I")
    #expect(row.suffix(2) == ["goes on", "goes on"])
    let line = try page.command("srun ")
    let start = {
      try home.remove("ready")
      let client = try typed("exec \(line)").stdin(.pipe).start()
      try waitUntil("both run") { try home.read("ready").split(separator: "\n").count == 2 }
      return client
    }
    try home.file("ready")
    let client = try start()
    try client.signalGroup(SIGKILL)
    try client.wait()
    try home.file("go")
    try waitUntil("both have ended") { try endings() == ["finish 0", "finish 0"] }
    try home.remove("go")
    // The nodes are the job's until somebody ends it.
    try typed(page.command("scancel ")).expect()
    try Self.waitUntilFree(home)
    let other = try start()
    try typed(page.command("scancel ")).expect()
    // It sends the signal to all that runs: qli's own may come after the end of the extension.
    try waitUntil("both have been ended") {
      try endings().filter { $0.hasSuffix(" 143") }.count == 2
    }
    #expect(try endings().count == 4)
    try other.wait()
    try end()
  }
}
