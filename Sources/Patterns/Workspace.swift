import CPCRE2
import Glibc

/// What a match needs besides its pattern: room for the groups' places, a stack for the compiled code, the limits.
///
/// One per thread, made at the thread's first match and freed with it. No two threads ever share one, and a match does
/// not call back into this room, so none is in use twice.
final class Workspace {
    let matchData: OpaquePointer
    let context: OpaquePointer
    private let stack: OpaquePointer?

    /// This many backtracking points end `(a+)+$` on hopeless text after 0.14 ms.
    private static let matchLimitMin: UInt32 = 100_000
    /// Per byte of the subject: an honest `.*?` takes one for each, so a line of 256 KiB needs more than the least.
    private static let matchLimitPerByte: UInt32 = 4
    /// In KiB; only the interpreter uses the heap, where a pattern has no compiled code.
    private static let heapLimit: UInt32 = 8_192
    private static let stackBytesMin = 32 << 10
    private static let stackBytesMax = 512 << 10

    /// The calling thread's.
    static var current: Workspace {
        if let known = pthread_getspecific(threadKey) {
            return Unmanaged<Workspace>.fromOpaque(known).takeUnretainedValue()
        }
        let workspace = Workspace()
        let status = pthread_setspecific(threadKey, Unmanaged.passRetained(workspace).toOpaque())
        precondition(status == 0, "a thread's slot for a known key can be set")
        return workspace
    }

    private init() {
        let groupsMax = UInt32(Pattern.groupsMax + 1)
        guard let matchData = pcre2_match_data_create_8(groupsMax, nil), let context = pcre2_match_context_create_8(nil)
        else { preconditionFailure("out of memory") }
        (self.matchData, self.context) = (matchData, context)
        stack = pcre2_jit_stack_create_8(Self.stackBytesMin, Self.stackBytesMax, nil)
        pcre2_jit_stack_assign_8(context, nil, stack.map { UnsafeMutableRawPointer($0) })
        pcre2_set_heap_limit_8(context, Self.heapLimit)
    }

    /// Sets the limit of steps for a subject of that many bytes.
    func prepare(forBytes count: Int) {
        let steps = UInt32(clamping: count).multipliedReportingOverflow(by: Self.matchLimitPerByte)
        pcre2_set_match_limit_8(context, steps.overflow ? .max : max(Self.matchLimitMin, steps.partialValue))
    }

    deinit {
        pcre2_match_data_free_8(matchData)
        pcre2_match_context_free_8(context)
        pcre2_jit_stack_free_8(stack)
    }
}

private let threadKey: pthread_key_t = {
    var key = pthread_key_t()
    let status = pthread_key_create(&key) { workspace in
        if let workspace { Unmanaged<Workspace>.fromOpaque(workspace).release() }
    }
    precondition(status == 0, "a process has room for one more thread key")
    return key
}()
