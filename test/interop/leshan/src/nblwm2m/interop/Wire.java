package nblwm2m.interop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The control line out: one JSON object a line on standard output, whole lines only, whichever thread speaks. */
final class Wire {
    static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static ArrayNode array() {
        return JSON.createArrayNode();
    }

    /** An event with its moment in milliseconds of a clock that only goes forward. */
    static ObjectNode event(String name) {
        return object().put("event", name).put("at", System.nanoTime() / 1_000_000);
    }

    synchronized void send(ObjectNode message) {
        try {
            out.println(JSON.writeValueAsString(message));
            out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
