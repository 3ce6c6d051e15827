import Model
import Platform

extension SystemError {
    /// What a person can do about it, to stand behind the description; empty where nothing helps but time.
    var advice: String {
        switch reason {
        case .denied: ": let the user that Stacktail runs as read it, by a group or an ACL"
        case .tooManyOpen: ": raise the process's limit of open files, or lower limits.open_files"
        case .notFound, .wrongKind, .exists, .busy, .noSpace, .brokenPipe, .stale, .tooLarge, .other: ""
        }
    }
}

extension Objection {
    /// What the kernel refused, with what helps. `next` is what the agent does about it.
    init(_ error: SystemError, saying next: String) {
        let cause: Cause =
            switch error.reason {
            case .denied: .denied
            case .wrongKind: .noLogFile
            case .tooManyOpen: .noDescriptor
            case .notFound, .exists, .busy, .noSpace, .brokenPipe, .stale, .tooLarge, .other: .failing
            }
        self.init(cause, "\(error.description)\(error.advice); \(next)")
    }
}
