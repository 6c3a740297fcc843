package nblwm2m.interop;

import org.eclipse.leshan.client.LeshanClient;
import org.eclipse.leshan.client.LeshanClientBuilder;
import org.eclipse.leshan.client.californium.endpoint.CaliforniumClientEndpointsProvider;
import org.eclipse.leshan.client.californium.endpoint.coap.CoapClientProtocolProvider;
import org.eclipse.leshan.client.object.Security;
import org.eclipse.leshan.client.object.Server;
import org.eclipse.leshan.client.resource.DummyInstanceEnabler;
import org.eclipse.leshan.client.resource.ObjectsInitializer;
import org.eclipse.leshan.core.LwM2mId;

/**
 * A device on the Leshan client library with the objects that come with it. Arguments: a URI, "server" or "bootstrap"
 * for what is at that URI, and the endpoint name. The end of standard input lets it deregister.
 */
public final class Device {
    public static void main(String[] args) throws Exception {
        String uri = args[0];
        boolean bootstrap = args[1].equals("bootstrap");
        ObjectsInitializer objects = new ObjectsInitializer();
        objects.setInstancesForObject(LwM2mId.SECURITY, bootstrap ? Security.noSecBootstrap(uri) : Security.noSec(uri, 1));
        if (bootstrap) objects.setClassForObject(LwM2mId.SERVER, Server.class);
        else objects.setInstancesForObject(LwM2mId.SERVER, new Server(1, 60));
        objects.setInstancesForObject(LwM2mId.DEVICE, new org.eclipse.leshan.client.object.Device("Leshan", "client", "1"));
        // Without an instance, and with room for those that the server makes.
        objects.setClassForObject(LwM2mId.ACCESS_CONTROL, DummyInstanceEnabler.class);
        LeshanClientBuilder builder = new LeshanClientBuilder(args[2]);
        builder.setObjects(objects.createAll());
        builder.setEndpointsProviders(
                new CaliforniumClientEndpointsProvider.Builder(new CoapClientProtocolProvider()).build());
        LeshanClient client = builder.build();
        client.start();
        while (System.in.read() >= 0) continue;
        client.destroy(true);
        System.exit(0);
    }
}
