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

    /// The searches that were given up on this thread; see `Overrun.taken`.
    var overruns: [Overrun] = []

    /// In KiB; only the interpreter uses the heap, where a pattern has no compiled code or needs too much stack. It is
    /// used up after some 8 ms.
    private static let heapLimit: UInt32 = 2_048
    private static let stackBytesMin = 32 << 10
    /// Touched by what needs it only: a repeated group over a line of 256 KiB.
    private static let stackBytesMax = 4 << 20

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

    /// For the next attempts: how many steps each may take, and the last place at which one may begin.
    func limit(steps: Int, lastStart: Int?) {
        pcre2_set_match_limit_8(context, UInt32(clamping: steps))
        // SIZE_MAX, as PCRE2 writes "anywhere".
        pcre2_set_offset_limit_8(context, lastStart ?? Int(bitPattern: UInt.max))
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
