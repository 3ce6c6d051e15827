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
