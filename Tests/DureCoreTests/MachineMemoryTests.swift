import DureCore
import Testing

@Test func `a group's memory is its own limit, or the machine's where that is less`() {
    let machine = MachineMemory.byteCount()
    #expect(machine > 1 << 24)
    #expect(MachineMemory.byteCount(groupLimit: "1048576\n") == 1 << 20)
    for text in ["max\n", "", "0", "-1", "9223372036854775807"] {
        #expect(MachineMemory.byteCount(groupLimit: text) == machine)
    }
}
