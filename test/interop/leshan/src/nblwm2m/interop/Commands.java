package nblwm2m.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.leshan.core.link.lwm2m.attributes.DefaultLwM2mAttributeParser;
import org.eclipse.leshan.core.link.lwm2m.attributes.LwM2mAttributeSet;
import org.eclipse.leshan.core.model.LwM2mModel;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.codec.CodecException;
import org.eclipse.leshan.core.node.codec.DefaultLwM2mDecoder;
import org.eclipse.leshan.core.observation.CompositeObservation;
import org.eclipse.leshan.core.observation.Observation;
import org.eclipse.leshan.core.observation.SingleObservation;
import org.eclipse.leshan.core.request.CancelCompositeObservationRequest;
import org.eclipse.leshan.core.request.CancelObservationRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.CreateRequest;
import org.eclipse.leshan.core.request.DeleteRequest;
import org.eclipse.leshan.core.request.DiscoverRequest;
import org.eclipse.leshan.core.request.DownlinkRequest;
import org.eclipse.leshan.core.request.ExecuteRequest;
import org.eclipse.leshan.core.request.ObserveCompositeRequest;
import org.eclipse.leshan.core.request.ObserveRequest;
import org.eclipse.leshan.core.request.ReadCompositeRequest;
import org.eclipse.leshan.core.request.ReadRequest;
import org.eclipse.leshan.core.request.WriteAttributesRequest;
import org.eclipse.leshan.core.request.WriteCompositeRequest;
import org.eclipse.leshan.core.request.WriteRequest;
import org.eclipse.leshan.core.response.CreateResponse;
import org.eclipse.leshan.core.response.DiscoverResponse;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.eclipse.leshan.core.response.ObserveCompositeResponse;
import org.eclipse.leshan.core.response.ObserveResponse;
import org.eclipse.leshan.core.response.ReadCompositeResponse;
import org.eclipse.leshan.core.response.ReadResponse;
import org.eclipse.leshan.server.LeshanServer;
import org.eclipse.leshan.server.registration.Registration;

/** Turns a command of the control line into a request, and the device's answer into JSON. */
final class Commands {
    private static final long DEFAULT_TIMEOUT = 30_000; // ms

    private final LeshanServer server;
    private final LwM2mModel models;
    private final Map<String, Observation> observations = new ConcurrentHashMap<>();

    Commands(LeshanServer server, LwM2mModel models) {
        this.server = server;
        this.models = models;
    }

    /** Class and detail as CoAP writes them: 2.05. */
    static String code(LwM2mResponse response) {
        int code = response.getCode().getCode();
        return code / 100 + "." + String.format("%02d", code % 100);
    }

    /** What came of a command: "code" with content, or "failure" where no valid answer came. */
    ObjectNode run(JsonNode command) throws Exception {
        ObjectNode answer = Wire.object();
        Registration registration =
                server.getRegistrationService().getByEndpoint(command.path("endpoint").asText());
        if (registration == null) return answer.put("failure", "not registered");
        if (command.path("do").asText().equals("drop")) return drop(command, answer);
        LwM2mResponse response =
                server.send(registration, request(command), command.path("timeout").asLong(DEFAULT_TIMEOUT));
        if (response == null) return answer.put("failure", "timeout");
        return describe(command, response, answer);
    }

    private DownlinkRequest<? extends LwM2mResponse> request(JsonNode command) throws Exception {
        String path = command.path("path").asText();
        ContentFormat format =
                command.has("format") ? ContentFormat.fromCode(command.get("format").asInt()) : null;
        return switch (command.path("do").asText()) {
            case "read" -> new ReadRequest(format, path);
            case "write" -> write(new LwM2mPath(path), format, command);
            case "execute" -> command.has("argument")
                    ? new ExecuteRequest(path, command.get("argument").asText())
                    : new ExecuteRequest(path);
            case "discover" -> new DiscoverRequest(path);
            case "writeAttributes" -> new WriteAttributesRequest(
                    path,
                    new LwM2mAttributeSet(new DefaultLwM2mAttributeParser()
                            .parseUriQuery(command.path("attributes").asText())));
            case "create" -> create(path, format, command);
            case "delete" -> new DeleteRequest(path);
            case "observe" -> new ObserveRequest(format, path);
            case "cancel" -> new CancelObservationRequest((SingleObservation) known(command));
            case "readComposite" -> new ReadCompositeRequest(format, answerFormat(command, format), paths(command));
            case "writeComposite" -> new WriteCompositeRequest(
                    format, Values.nodes(models, command.path("values")), null);
            case "observeComposite" -> new ObserveCompositeRequest(
                    format,
                    answerFormat(command, format),
                    paths(command).stream().map(LwM2mPath::new).toList());
            case "cancelComposite" -> new CancelCompositeObservationRequest((CompositeObservation) known(command));
            default -> throw new IllegalArgumentException("unknown command");
        };
    }

    /** Lets the device number the instance unless the command does. */
    private CreateRequest create(String path, ContentFormat format, JsonNode command) {
        List<LwM2mResource> resources =
                Values.resources(models, new LwM2mPath(path).getObjectId(), command.path("values"));
        if (!command.has("instance")) return new CreateRequest(format, path, resources);
        return new CreateRequest(
                format, path, new LwM2mObjectInstance(command.get("instance").asInt(), resources));
    }

    private static ContentFormat answerFormat(JsonNode command, ContentFormat format) {
        return command.has("answer") ? ContentFormat.fromCode(command.get("answer").asInt()) : format;
    }

    private static List<String> paths(JsonNode command) {
        List<String> paths = new ArrayList<>();
        for (JsonNode one : command.path("paths")) paths.add(one.asText());
        return paths;
    }

    private WriteRequest write(LwM2mPath path, ContentFormat format, JsonNode command) {
        WriteRequest.Mode mode = command.path("mode").asText("replace").equals("update")
                ? WriteRequest.Mode.UPDATE
                : WriteRequest.Mode.REPLACE;
        int object = path.getObjectId();
        if (path.isObjectInstance()) {
            return new WriteRequest(
                    mode,
                    format,
                    object,
                    path.getObjectInstanceId(),
                    Values.resources(models, object, command.path("values")));
        }
        return new WriteRequest(mode, format, path, Values.node(models, path, command.path("value")));
    }

    /** What came of a read of the root, of which Leshan makes no node: decoded as a Send, which has no paths either. */
    private ArrayNode everything(ReadCompositeResponse response) throws CodecException {
        Response raw = (Response) response.getCoapResponse();
        ContentFormat format = ContentFormat.fromCode(raw.getOptions().getContentFormat());
        return Values.flatten(new DefaultLwM2mDecoder().decodeTimestampedNodes(raw.getPayload(), format, null, models));
    }

    private Observation known(JsonNode command) {
        Observation one = observations.get(command.path("observation").asText());
        if (one == null) throw new IllegalArgumentException("no such observation");
        return one;
    }

    /** Forgets an observation without a word to the device: its next notification is answered with a Reset. */
    private ObjectNode drop(JsonNode command, ObjectNode answer) {
        server.getObservationService().cancelObservation(known(command));
        return answer.put("code", "local");
    }

    private ObjectNode describe(JsonNode command, LwM2mResponse response, ObjectNode answer) throws CodecException {
        answer.put("code", code(response));
        if (response.getErrorMessage() != null) answer.put("message", response.getErrorMessage());
        if (response.getCoapResponse() instanceof Response raw) {
            if (raw.getOptions().hasContentFormat()) answer.put("format", raw.getOptions().getContentFormat());
            answer.put("size", raw.getPayloadSize());
        }
        if (response instanceof ReadResponse read && read.getContent() != null) {
            answer.set("values", Values.flatten(new LwM2mPath(command.path("path").asText()), read.getContent()));
        }
        if (response instanceof ReadCompositeResponse read && read.getContent() != null) {
            answer.set("values", paths(command).contains("/") ? everything(read) : Values.flatten(read.getContent()));
        }
        if (response instanceof ObserveCompositeResponse observe && observe.getObservation() != null) {
            String id = observe.getObservation().getId().getAsHexString();
            observations.put(id, observe.getObservation());
            answer.put("observation", id);
        }
        if (response instanceof ObserveResponse observe && observe.getObservation() != null) {
            String id = observe.getObservation().getId().getAsHexString();
            observations.put(id, observe.getObservation());
            answer.put("observation", id);
        }
        if (response instanceof DiscoverResponse discover && discover.getObjectLinks() != null) {
            answer.set("links", Values.links(discover.getObjectLinks()));
        }
        if (response instanceof CreateResponse create) answer.put("location", create.getLocation());
        return answer;
    }
}
