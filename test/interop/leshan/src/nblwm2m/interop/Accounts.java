package nblwm2m.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.eclipse.leshan.core.SecurityMode;
import org.eclipse.leshan.core.model.LwM2mModel;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.request.BindingMode;
import org.eclipse.leshan.core.request.BootstrapDeleteRequest;
import org.eclipse.leshan.core.request.BootstrapDiscoverRequest;
import org.eclipse.leshan.core.request.BootstrapDownlinkRequest;
import org.eclipse.leshan.core.request.BootstrapReadRequest;
import org.eclipse.leshan.core.request.BootstrapWriteRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.eclipse.leshan.core.util.datatype.ULong;
import org.eclipse.leshan.server.bootstrap.BootstrapConfig;
import org.eclipse.leshan.server.bootstrap.BootstrapConfig.ServerConfig;
import org.eclipse.leshan.server.bootstrap.BootstrapConfig.ServerSecurity;

/** What the bootstrap server hands out and asks, the same for every endpoint. */
final class Accounts {
    static final int SERVER_ID = 123;
    static final int OTHER_ID = 124;

    private Accounts() {}

    /** Two Security instances in TLV with few resources and nothing else: 0 the server, 1 the bootstrap server. */
    static BootstrapConfig lean(String server, String bootstrap) {
        BootstrapConfig config = new BootstrapConfig();
        config.contentFormat = ContentFormat.TLV;
        config.security.put(0, spare(account(server, SERVER_ID)));
        ServerSecurity own = spare(account(bootstrap, null));
        own.bootstrapServer = true;
        config.security.put(1, own);
        return config;
    }

    /**
     * As Leshan does it when nobody tells it otherwise: a Delete of /0 and of /1 first, every resource of a Security
     * instance even where it is empty, and a Server instance after it.
     */
    static BootstrapConfig full(String server, int lifetime) {
        BootstrapConfig config = new BootstrapConfig();
        config.contentFormat = ContentFormat.TLV;
        config.toDelete = List.of("/0", "/1");
        config.security.put(0, account(server, SERVER_ID));
        ServerConfig instance = new ServerConfig();
        instance.shortId = SERVER_ID;
        instance.lifetime = lifetime;
        config.servers.put(0, instance);
        return config;
    }

    /**
     * Two servers, each with a Server instance of LwM2M 1.1. The instances of the Security object are found by a discover
     * first; of what was there before, all but the bootstrap account is deleted.
     */
    static BootstrapConfig several(String server, String other, int lifetime) {
        BootstrapConfig config = new BootstrapConfig();
        config.contentFormat = ContentFormat.SENML_CBOR;
        config.autoIdForSecurityObject = true;
        config.toDelete = List.of("/0", "/1");
        config.security.put(0, spare(account(server, SERVER_ID)));
        config.security.put(1, spare(account(other, OTHER_ID)));
        config.servers.put(0, terms(SERVER_ID, lifetime, 1));
        config.servers.put(1, terms(OTHER_ID, 2 * lifetime, 2));
        return config;
    }

    /** What a bootstrap server is told to ask, each a JSON object with what to "do", where, and with which values. */
    static List<BootstrapDownlinkRequest<? extends LwM2mResponse>> script(LwM2mModel models, JsonNode steps) {
        List<BootstrapDownlinkRequest<? extends LwM2mResponse>> requests = new ArrayList<>();
        for (JsonNode step : steps) {
            LwM2mPath path = new LwM2mPath(step.path("path").asText());
            ContentFormat format =
                    step.has("format") ? ContentFormat.fromCode(step.get("format").asInt()) : ContentFormat.TLV;
            requests.add(
                    switch (step.path("do").asText()) {
                        case "discover" -> new BootstrapDiscoverRequest(path.toString());
                        case "read" -> new BootstrapReadRequest(format, path.toString());
                        case "delete" -> new BootstrapDeleteRequest(path.toString());
                        case "write" -> new BootstrapWriteRequest(path, node(models, path, step), format);
                        default -> throw new IllegalArgumentException("unknown step");
                    });
        }
        return requests;
    }

    private static LwM2mNode node(LwM2mModel models, LwM2mPath path, JsonNode step) {
        if (path.isResource()) return Values.node(models, path, step.path("value"));
        List<LwM2mResource> resources = Values.resources(models, path.getObjectId(), step.path("values"));
        return new LwM2mObjectInstance(path.getObjectInstanceId(), resources);
    }

    private static ServerConfig terms(int id, int lifetime, int priority) {
        ServerConfig terms = new ServerConfig();
        terms.shortId = id;
        terms.lifetime = lifetime;
        terms.binding = EnumSet.of(BindingMode.U);
        terms.registrationPriority = ULong.valueOf(priority);
        terms.communicationRetryCount = ULong.valueOf(2);
        terms.CommunicationRetryTimer = ULong.valueOf(5);
        terms.SequenceRetryCount = ULong.valueOf(1);
        terms.SequenceDelayTimer = ULong.valueOf(60);
        return terms;
    }

    private static ServerSecurity account(String uri, Integer id) {
        ServerSecurity account = new ServerSecurity();
        account.uri = uri;
        account.securityMode = SecurityMode.NO_SEC;
        account.serverId = id;
        return account;
    }

    /** Leaves out what an account without security has no use for. */
    private static ServerSecurity spare(ServerSecurity account) {
        account.publicKeyOrId = null;
        account.serverPublicKey = null;
        account.secretKey = null;
        account.smsSecurityMode = null;
        account.smsBindingKeyParam = null;
        account.smsBindingKeySecret = null;
        account.serverSmsNumber = null;
        account.bootstrapServerAccountTimeout = null;
        return account;
    }
}
