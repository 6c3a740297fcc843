package nblwm2m.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.californium.core.network.Endpoint;
import org.eclipse.leshan.core.endpoint.Protocol;
import org.eclipse.leshan.core.model.DDFFileParser;
import org.eclipse.leshan.core.model.ObjectLoader;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.model.StaticModel;
import org.eclipse.leshan.core.node.codec.DefaultLwM2mDecoder;
import org.eclipse.leshan.core.node.codec.DefaultLwM2mEncoder;
import org.eclipse.leshan.core.request.BootstrapDownlinkRequest;
import org.eclipse.leshan.core.request.RegisterRequest;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.eclipse.leshan.server.LeshanServer;
import org.eclipse.leshan.server.LeshanServerBuilder;
import org.eclipse.leshan.server.bootstrap.BootstrapConfig;
import org.eclipse.leshan.server.bootstrap.BootstrapConfigStoreTaskProvider;
import org.eclipse.leshan.server.bootstrap.BootstrapTaskProvider;
import org.eclipse.leshan.server.bootstrap.LeshanBootstrapServer;
import org.eclipse.leshan.server.bootstrap.LeshanBootstrapServerBuilder;
import org.eclipse.leshan.server.californium.bootstrap.endpoint.CaliforniumBootstrapServerEndpointsProvider;
import org.eclipse.leshan.server.californium.bootstrap.endpoint.coap.CoapBootstrapServerProtocolProvider;
import org.eclipse.leshan.server.californium.endpoint.CaliforniumServerEndpointsProvider;
import org.eclipse.leshan.server.californium.endpoint.coap.CoapServerProtocolProvider;
import org.eclipse.leshan.server.model.StaticModelProvider;
import org.eclipse.leshan.server.security.Authorization;

/**
 * A LwM2M server and a bootstrap server on loopback, driven over standard input and output by one JSON object a line.
 * Arguments: server port, bootstrap port (0 takes any), folders of object definitions as a search path, and "lenient" for
 * a server that takes answers without content. Ends with its standard input.
 */
public final class Main {
    private final boolean lenient;
    private final Wire wire = new Wire();
    private final Scissors scissors = new Scissors();
    private volatile BootstrapConfig account;
    /** In place of the account: what the bootstrap server asks, one after the other. */
    private volatile List<BootstrapDownlinkRequest<? extends LwM2mResponse>> script;
    /** True while no registration is taken. */
    private volatile boolean closed;
    private String serverUri;
    private String bootstrapUri;

    private Main(boolean lenient) {
        this.lenient = lenient;
    }

    public static void main(String[] arguments) throws Exception {
        boolean lenient = arguments.length > 3 && arguments[3].equals("lenient");
        new Main(lenient).run(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), arguments[2]);
    }

    private void run(int serverPort, int bootstrapPort, String definitions) throws Exception {
        StaticModel models = new StaticModel(load(definitions));
        Events events = new Events(wire);
        LeshanServer server = startServer(serverPort, models, events);
        LeshanBootstrapServer bootstrap = startBootstrap(bootstrapPort, models, events);
        account = Accounts.lean(serverUri, bootstrapUri);
        wire.send(Wire.event("ready").put("server", serverUri).put("bootstrap", bootstrapUri));
        control(new Commands(server, models), models);
        bootstrap.destroy();
        server.destroy();
        System.exit(0);
    }

    private static List<ObjectModel> load(String folders) throws Exception {
        List<ObjectModel> models = new ArrayList<>(ObjectLoader.loadDefault());
        for (String folder : folders.split(File.pathSeparator)) {
            File[] files = new File(folder).listFiles((directory, name) -> name.endsWith(".xml"));
            if (files == null) throw new IllegalArgumentException("no folder " + folder);
            for (File file : files) models.addAll(new DDFFileParser().parse(file));
        }
        return models;
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private LeshanServer startServer(int port, StaticModel models, Events events) {
        CaliforniumServerEndpointsProvider endpoints =
                new CaliforniumServerEndpointsProvider.Builder(new CoapServerProtocolProvider())
                        .addEndpoint(loopback(port), Protocol.COAP)
                        .build();
        LeshanServerBuilder builder = new LeshanServerBuilder();
        builder.setObjectModelProvider(new StaticModelProvider(models));
        builder.setEncoder(new DefaultLwM2mEncoder(true)); // true: TLV under its draft number 1542 as well
        builder.setDecoder(lenient ? new LenientDecoder() : new DefaultLwM2mDecoder(true));
        builder.setEndpointsProviders(endpoints);
        builder.setAuthorizer((request, registration, sender) ->
                closed && request instanceof RegisterRequest ? Authorization.declined() : Authorization.approved());
        LeshanServer server = builder.build();
        server.getRegistrationService().addListener(events);
        server.getObservationService().addListener(events);
        server.getSendService().addListener(events);
        server.start();
        for (Endpoint one : endpoints.getCoapServer().getEndpoints()) {
            one.addInterceptor(events.resets());
            one.addInterceptor(scissors);
        }
        serverUri = server.getEndpoint(Protocol.COAP).getURI().toString();
        return server;
    }

    private LeshanBootstrapServer startBootstrap(int port, StaticModel models, Events events) {
        CaliforniumBootstrapServerEndpointsProvider endpoints =
                new CaliforniumBootstrapServerEndpointsProvider.Builder(new CoapBootstrapServerProtocolProvider())
                        .addEndpoint(loopback(port), Protocol.COAP)
                        .build();
        LeshanBootstrapServerBuilder builder = new LeshanBootstrapServerBuilder();
        BootstrapTaskProvider accounts = new BootstrapConfigStoreTaskProvider(session -> account);
        builder.setTaskProvider((session, answers) -> script == null ? accounts.getTasks(session, answers) : scripted());
        builder.setObjectModelProvider((session, objects) -> models);
        builder.setEndpointsProviders(endpoints);
        LeshanBootstrapServer server = builder.build();
        server.addListener(events.bootstrap());
        server.start();
        bootstrapUri = server.getEndpoint(Protocol.COAP).getURI().toString();
        return server;
    }

    private BootstrapTaskProvider.Tasks scripted() {
        BootstrapTaskProvider.Tasks tasks = new BootstrapTaskProvider.Tasks();
        tasks.requestsToSend = new ArrayList<>(script); // it is emptied on the way
        tasks.supportedObjects = Map.of(); // the definitions are the same for all; without any there would be none
        tasks.last = true;
        return tasks;
    }

    /** Each command on a thread of its own, so that a device that keeps silent holds nothing up. */
    private void control(Commands commands, StaticModel models) throws Exception {
        ExecutorService pool = Executors.newCachedThreadPool();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            JsonNode command = Wire.JSON.readTree(line);
            pool.execute(() -> wire.send(answer(commands, models, command)));
        }
    }

    private ObjectNode answer(Commands commands, StaticModel models, JsonNode command) {
        ObjectNode answer;
        try {
            answer = switch (command.path("do").asText()) {
                case "account" -> choose(models, command);
                case "close" -> close(true);
                case "open" -> close(false);
                case "cut" -> cut(command.path("block").asInt(-1));
                default -> commands.run(command);
            };
        } catch (Exception e) {
            String text = e.getClass().getSimpleName() + ": " + e.getMessage();
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                text += "; " + cause.getMessage();
            }
            answer = Wire.object().put("failure", text);
        }
        return answer.put("answer", command.path("id").asInt());
    }

    private ObjectNode close(boolean close) {
        closed = close;
        return Wire.object().put("code", "local");
    }

    private ObjectNode cut(int block) {
        scissors.from = block;
        return Wire.object().put("code", "local");
    }

    private ObjectNode choose(StaticModel models, JsonNode command) {
        int lifetime = command.path("lifetime").asInt(86_400);
        script = command.has("script") ? Accounts.script(models, command.get("script")) : null;
        account = switch (command.path("style").asText()) {
            case "full" -> Accounts.full(serverUri, lifetime);
            case "several" -> Accounts.several(serverUri, command.path("other").asText(), lifetime);
            default -> Accounts.lean(serverUri, bootstrapUri);
        };
        return Wire.object().put("code", "local");
    }
}
