import Model
import Setup
import Testing
import WireFormat

/// From the configuration to the journal; what is masked in which text is `ExclusionTests`'.
@Suite("What a project's settings exclude is masked in texts where the configuration says so")
struct MaskingTests {
    private func message(masks: Bool) throws -> String? {
        var project = Project(name: "default", destination: .local(LocalStore()))
        project.masksTexts = masks
        var dialogue = try Dialogue(projects: [project])
        dialogue.look()
        dialogue.obey(["@@DataExclusions": "password"])
        try dialogue.write(line("login with password=hunter2 failed"))
        dialogue.wait()
        return try dialogue.messages().first
    }

    @Test func ofALog() throws {
        #expect(try message(masks: true) == "login with password=**** failed")
        #expect(try message(masks: false) == "login with password=hunter2 failed")
    }
}
