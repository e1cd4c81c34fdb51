import type { MavenArtifact } from '../fetch/fetch-maven.ts';

/**
 * What `org.opensearch.plugin:repository-s3:3.8.0` needs at run time (mvn dependency:list), without the jars that OpenSearch 3.8.0 has in
 * its own lib folder, each with its SHA-256. There is no zip of the plugin in Maven's repository.
 */
const JARS: readonly string[] = [
  'org.opensearch.plugin:repository-s3:3.8.0 bdabab9e1f96780b4c475026e102db468459a4719b3f9ba2a9edf0a39d23f1dc',
  'software.amazon.awssdk:sdk-core:2.32.29 e86ece0d05b494f2cd60021553c46d34d1ce0836f1541b3a485c5bf36c204f40',
  'software.amazon.awssdk:annotations:2.32.29 59aeaf93622ea7127301aebe56bc580950aeace48d75e693d52424b3e0766cac',
  'software.amazon.awssdk:aws-core:2.32.29 70d455f70d01048f42f242f8de01a0ca9837fa371b2cd38b5c356bce4be6430a',
  'software.amazon.awssdk:auth:2.32.29 013b1d68ea7f426951866ad7fead45bf028974555b918c8d414ada306beca2a5',
  'software.amazon.awssdk:identity-spi:2.32.29 03eea719aab622845f85a89050f81a9a7711c85ac7d86addcdc632d8c8eb916f',
  'software.amazon.awssdk:checksums:2.32.29 1cc8a10f2d18d79a65e1810c16b71e47e8820af4b3b5ad2810b3cf447638473f',
  'software.amazon.awssdk:checksums-spi:2.32.29 943fd590cc2bc6e2ea79b436b66b0d8c6e6580cf30ec814e3a6537a53d1c7ad0',
  'software.amazon.awssdk.crt:aws-crt:0.35.0 e3d6d6208a4e3facfe0b5638a110cd3b15ff74431bb0a993104f49738f6476ed',
  'software.amazon.awssdk:http-auth:2.32.29 23e7abf0663b1a8fc425734f2be199b1e2ed44ff12bfc26c5c718b0b9dc96027',
  'software.amazon.awssdk:http-auth-aws:2.32.29 3a31b42dd2e88138dc48e462d40e5416e8f6c9aeb653ff47bc855eba6d0173bf',
  'software.amazon.awssdk:http-auth-spi:2.32.29 81ff45fa3427db2cfe4a9ef1eb3fc4edfa91e265c56c94af4a7dc7235f66a6d7',
  'software.amazon.awssdk:retries:2.32.29 508c0b5f81bac95ff00e3052e64594a2e525c18a14c3b10c2bed89670ed681cd',
  'software.amazon.awssdk:retries-spi:2.32.29 8b99e7b7cee37281b44e1337cd8f08dea5672d849527721775d4b1590940ef4c',
  'software.amazon.awssdk:endpoints-spi:2.32.29 e36c29228a368983b1a3a248e6c3b21b81afac2580d363d65c36f9787b6173fc',
  'software.amazon.awssdk:http-client-spi:2.32.29 0c1d2e027954aa0076e6659804eeb52ef8bc3589049e135402e347c95a63a843',
  'software.amazon.awssdk:apache-client:2.32.29 75930a0ef69fdc3d978d1e35bf3c1b6778e63b74fd73d04ca207ab63ea6aa39c',
  'software.amazon.awssdk:metrics-spi:2.32.29 e0f3c47cd9a4104d7aaf2d23ed3605e1ecb95cf54b86ec55315c010419c277e6',
  'software.amazon.awssdk:profiles:2.32.29 815c3f2481eeefc587fa3929424bba25dd1b145c3f31e5394de2d8c5ab124ddd',
  'software.amazon.awssdk:regions:2.32.29 bc5a454ff697f576e53400cee4871dd61ad79ac977a994a390fe7fe4ece255d5',
  'software.amazon.awssdk:utils:2.32.29 bec0d0f115c315d950391223ef51a1e78af066736d51cc17f0d47dcee4341275',
  'software.amazon.awssdk:aws-json-protocol:2.32.29 4a9d9e5d460e1ef06ddde77b2bb88db258925928edd1229f5d9083001d827047',
  'software.amazon.awssdk:protocol-core:2.32.29 a8f2a90bc4fd512e6fe82bf2afed2c8abafa35bc682e8d3d66616cd2424923b8',
  'software.amazon.awssdk:json-utils:2.32.29 3c030761141780820027400093c8f2ec8ba5aee45a0f666be847be08836e1a48',
  'software.amazon.awssdk:third-party-jackson-core:2.32.29 ff355724120adb75786d3a627118691680c8d6b0c693a55d8d9d466bfbcc043b',
  'software.amazon.awssdk:s3:2.32.29 24e3b7fc172848451f99457173efcef948b0ce87cb1b49519d82bca23c0bf2c8',
  'software.amazon.awssdk:signer:2.32.29 c082c86ea415d9989d14e24771687c82f0755ae0887686903bc187714fb31fec',
  'software.amazon.awssdk:aws-xml-protocol:2.32.29 b438166933c9df2eabf6ddb122c6269757aa38057eabf015e12d4b0e96b80b8e',
  'software.amazon.awssdk:aws-query-protocol:2.32.29 f2ba73799eda2d82a5137e62716fe58480a3352f92a2890ba5f644c803fe344f',
  'software.amazon.awssdk:sts:2.32.29 44b572c71080ec0f133450f94b8923690dc99f3794abf3661df67ea8b7f68a1a',
  'software.amazon.awssdk:netty-nio-client:2.32.29 e51ba4012093e7d51cf61e8482920fc563c481f2c7ee32477f4b4ad9996cd5ba',
  'software.amazon.awssdk:crt-core:2.32.29 f9dbc5dddb6767a71dbf7deac1f53f5b59baa8f78a4ad8b3e77786d53bb4a7b2',
  'software.amazon.awssdk:aws-crt-client:2.32.29 f8026b5e401933986e6327ae09f68a79751e08edc191e00cf04b8210eb1abcf7',
  'org.apache.httpcomponents:httpclient:4.5.14 c8bc7e1c51a6d4ce72f40d2ebbabf1c4b68bfe76e732104b04381b493478e9d6',
  'org.apache.httpcomponents:httpcore:4.4.16 6c9b3dd142a09dc468e23ad39aad6f75a0f2b85125104469f026e52a474e464f',
  'commons-logging:commons-logging:1.3.5 6d7a744e4027649fbb50895df9497d109f98c766a637062fe8d2eabbb3140ba4',
  'org.apache.logging.log4j:log4j-1.2-api:2.25.4 7b1a61507950ea67b3d6b11437ee37fad9db06f855c92c25c08aee074c757395',
  'commons-codec:commons-codec:1.18.0 ba005f304cef92a3dede24a38ad5ac9b8afccf0d8f75839d6c1338634cf7f6e4',
  'com.fasterxml.jackson.core:jackson-databind:2.22.1 7dcd7e53bec1f56c7ad278bd1ca0840bebcc595d61ce44d6a8439abb75b965b2',
  'com.fasterxml.jackson.core:jackson-annotations:2.22 21ddb598807d3a51a876704eb979d9296e1c6a6f47ab1826ff88c6d6a127a2d0',
  'org.slf4j:slf4j-api:2.0.17 7b751d952061954d5abfed7181c1f645d336091b679891591d63329c622eb832',
  'io.netty:netty-buffer:4.2.16.Final cc36ae9fbd0b03fe755eb4eb4424ca53b59cfd297d7fd47d49e5b1059beded6c',
  'io.netty:netty-codec:4.2.16.Final 41868bcc428954e707e39a30686ceddc0bd238391d3989d04dfb72d5f0735926',
  'io.netty:netty-codec-http:4.2.16.Final 0d16f981de8d0d304a2ab1a81f0a674892089fbaa8a583100aebb4a5b00456ec',
  'io.netty:netty-codec-http2:4.2.16.Final fe1ffc7ed6bfb40f91c4e265fe76e3be7f9049deef0e8cf5a992420e4f02b542',
  'io.netty:netty-codec-base:4.2.16.Final feb410225938d9970de6b624a0c031d079804fa5cc5e1ec6e9298f16db5998a7',
  'io.netty:netty-codec-compression:4.2.16.Final 13c8565414dd2115281303ef4ad1f7cc69bd7771d8d12c7d2fb31307dff26d11',
  'io.netty:netty-common:4.2.16.Final 9825ee68a0dc4cd2b53e2f532502401b2211bad9b77e8b04882d9e64487283ff',
  'io.netty:netty-handler:4.2.16.Final a259ca496da05ac1981f95cd856211f894a328056a6129e9cd70dbbd5df401f7',
  'io.netty:netty-resolver:4.2.16.Final c9eca6a99036485cf1d186b4a6a595b0a54c53808319ee03924270eae04c32bb',
  'io.netty:netty-transport:4.2.16.Final cfa3f654caff906653385f4b7ddaa539d795b78f5711a622482b17d2b73484c0',
  'io.netty:netty-transport-native-unix-common:4.2.16.Final 41ca8fe192083d17917be7ddcecded4da4fc1db1d1656d03d0bcb14e2f431155',
  'io.netty:netty-transport-classes-epoll:4.2.16.Final 9f2b53210db9c8d24e787ed43f3896aaf30d686ed270c7afbb29ab6330c6aa23',
  'javax.xml.bind:jaxb-api:2.3.1 88b955a0df57880a26a74708bc34f74dcaf8ebf4e78843a28b50eae945732b06',
  'org.apache.logging.log4j:log4j-slf4j2-impl:2.25.4 dd897abc5eb3a6d965426c7937b92dd43e67c82d9819bea5d19f311516c68be3',
];

/** The pinned jars of the plugin. */
export const S3_PLUGIN_JARS: readonly MavenArtifact[] = JARS.map((line) => {
  const [group = '', artifact = '', version = '', sha256 = ''] = line.split(/[: ]/);
  return { group, artifact, version, type: 'jar', sha256 };
});
