import Exceptionless
import Model

/// What makes two traces the same fault: the exception and the application's own method that stand for it, without what
/// changes from run to run.
///
/// The server's own choice would be the innermost cause's top frame, which for most languages is a library's: all read
/// timeouts of a project would be one stack.
struct Signature {
    /// The exception that stands for the trace, as an index into its chain.
    struct Target: Hashable {
        var thrown: Int
        /// An index into that exception's frames; nil if it has none.
        var frame: Int?
    }

    let target: Target
    private let exceptionType: String?
    private let message: String?
    private let method: String?
    /// Where it was thrown, for want of a frame. The line number is in it only where no class tells the fault.
    private let place: String?
    /// What it said, where neither a type's name nor the application's own code tells the fault.
    private let said: String?
    private let language: String
    private let shortMethod: String?

    init(_ trace: Trace) {
        let chain = trace.chain
        target = Self.target(in: chain)
        let thrown = chain[target.thrown]
        let frame = target.frame.map { thrown.frames[$0] }
        language = trace.language
        exceptionType = thrown.className.map { StableName.type($0) }
        message = thrown.message?.split(separator: "\n").first.map { String($0) }
        let isTyped = thrown.className.map(StableName.isType) ?? false
        let isTold = isTyped || frame?.isApplication == true
        place =
            frame == nil || !isTold ? thrown.location.map { $0.short(withLine: thrown.className == nil) } : nil
        said = isTold || thrown.className == nil && place != nil ? nil : message.map(StableName.message)
        let name = frame.map { StableName.frame($0) }
        method = name?.whole
        shortMethod = name.map { [$0.type.map(StableName.short), $0.method].compactMap(\.self).joined(separator: ".") }
    }

    /// In a fixed order, as the server hashes the values in it.
    var parts: [StackInfo.SignaturePart] {
        let type = StackInfo.SignaturePart("ExceptionType", exceptionType ?? "\(language) error")
        let method = method.map { StackInfo.SignaturePart("Method", $0) }
        let place = place.map { StackInfo.SignaturePart("Location", $0) }
        let said = said.map { StackInfo.SignaturePart("Message", $0) }
        return [type] + [method, place, said].compactMap(\.self)
    }

    /// `PaymentException in Gateway.charge`; without a type, what the first one said: `Division by zero in a.php:9`.
    var title: String {
        let exception = (said == nil ? exceptionType.map(StableName.short) : nil) ?? message ?? "Error"
        return (shortMethod ?? place).map { "\(exception) in \($0)" } ?? exception
    }

    /// The first application frame of the innermost cause that has one; else the innermost cause's first frame.
    private static func target(in chain: [Thrown]) -> Target {
        for (place, thrown) in chain.enumerated().reversed() {
            let own = thrown.frames.indices.filter { thrown.frames[$0].isApplication }
            if let frame = own.first(where: { thrown.frames[$0].method != nil }) ?? own.first {
                return Target(thrown: place, frame: frame)
            }
        }
        let withFrames = chain.lastIndex { $0.frames.first.map { $0.method != Frame.unknown } ?? false }
        return Target(thrown: withFrames ?? chain.count - 1, frame: withFrames.map { _ in 0 })
    }
}

extension Thrown.Location {
    /// The file's own name, since directories change from release to release.
    fileprivate func short(withLine isLineShown: Bool) -> String {
        let name = StableName.file(file)
        return isLineShown ? "\(name):\(line)" : name
    }
}

extension Frame {
    /// Debuggers and runtimes name a function so that they have no name for.
    fileprivate static let unknown = "??"
}
