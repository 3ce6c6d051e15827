import Glibc
import Model
import Platform

/// One of the machine's own tools, whose cost is the limit that a stage is shown beside.
struct ChildProgram {
    /// The tool and what stands in front of the file.
    var arguments: [String]
    /// The file that it looks at.
    var file: Path
    /// Where it writes its answer. Not `/dev/null`: `grep` notices and stops at the first hit.
    var answer: Path

    /// Without what starting the tool takes, which a small file would be dominated by.
    func cost() throws(BenchFault) -> Cost {
        let start = try run(on: Path("/dev/null"))
        return try run(on: file) - start
    }

    /// The number that it last wrote, as `wc -l` and `grep -c` do.
    func count() throws -> Int? {
        let bytes = try LinuxFiles().contents(of: answer, max: .kibibytes(4))
        return Int(String(decoding: bytes.prefix { $0 >= 0x30 && $0 <= 0x39 }, as: UTF8.self))
    }

    private func run(on file: Path) throws(BenchFault) -> Cost {
        let start = SystemClock().now().instant
        let child = try spawn(on: file)
        var (status, usage) = (Int32(0), rusage())
        while wait4(child, &status, 0, &usage) == -1 {
            guard errno == EINTR else { throw BenchFault("\(arguments[0]) was not waited for") }
        }
        // `grep` leaves with 1 when it finds nothing.
        guard status & 0x7F == 0, (status >> 8) & 0xFF < 2 else { throw BenchFault("\(arguments[0]) failed") }
        let wall = start.duration(to: SystemClock().now().instant)
        return Cost(cpu: duration(usage.ru_utime) + duration(usage.ru_stime), wall: wall)
    }

    private func spawn(on file: Path) throws(BenchFault) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, file.description, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(
            &actions, STDOUT_FILENO, answer.description, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var words = arguments.map { strdup($0) } + [nil]
        // Bytes, not characters: the fastest that these tools can do.
        var environment = [strdup("LC_ALL=C"), nil]
        defer { for word in words + environment { free(word) } }
        var child = pid_t()
        let refusal = posix_spawnp(&child, arguments[0], &actions, nil, &words, &environment)
        guard refusal == 0 else {
            throw BenchFault("\(arguments[0]) cannot be started: \(String(cString: strerror(refusal)))")
        }
        return child
    }

    private func duration(_ time: timeval) -> Duration {
        .seconds(time.tv_sec) + .microseconds(time.tv_usec)
    }
}
