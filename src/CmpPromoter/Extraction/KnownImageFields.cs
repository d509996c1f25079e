namespace CmpPromoter.Extraction;

/// <summary>The places where Kubernetes and well-known operators name an image, one row each.</summary>
/// <remarks>
/// A PodSpec needs no row of its kind: its shape is found wherever it stands. Rows are for fields of another shape, as
/// each project's API reference gives them. Fields that split an image into repository and tag are not references.
/// </remarks>
internal static class KnownImageFields
{
    public static readonly ImmutableArray<ImageFieldRule> All =
    [
        // PodSpec, at any depth: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
        Row(null, null, "**/containers[]/image"),
        Row(null, null, "**/initContainers[]/image"),
        Row(null, null, "**/ephemeralContainers[]/image"),
        Row(null, null, "**/volumes[]/image/reference"),

        // Argo Workflows and Events: https://argo-workflows.readthedocs.io/en/latest/fields/
        Row("argoproj.io", null, "**/container/image"),
        Row("argoproj.io", null, "**/script/image"),
        Row("argoproj.io", null, "**/sidecars[]/image"),

        // Tekton: https://tekton.dev/docs/pipelines/pipeline-api/
        Row("tekton.dev", null, "**/steps[]/image"),
        Row("tekton.dev", null, "**/sidecars[]/image"),
        Row("tekton.dev", null, "**/stepTemplate/image"),
        Row("triggers.tekton.dev", null, "**/steps[]/image"),
        Row("triggers.tekton.dev", null, "**/sidecars[]/image"),
        Row("triggers.tekton.dev", null, "**/stepTemplate/image"),
        Row("shipwright.io", null, "**/steps[]/image"),

        // https://prometheus-operator.dev/docs/api-reference/api/
        Row("monitoring.coreos.com", "Prometheus", "spec/image"),
        Row("monitoring.coreos.com", "Prometheus", "spec/thanos/image"),
        Row("monitoring.coreos.com", "PrometheusAgent", "spec/image"),
        Row("monitoring.coreos.com", "Alertmanager", "spec/image"),
        Row("monitoring.coreos.com", "ThanosRuler", "spec/image"),

        // https://strimzi.io/docs/operators/latest/configuring.html; spec.build.output.image is what a build makes.
        Row("kafka.strimzi.io", "Kafka", "spec/kafka/image"),
        Row("kafka.strimzi.io", "Kafka", "spec/kafka/brokerRackInitImage"),
        Row("kafka.strimzi.io", "Kafka", "spec/zookeeper/image"),
        Row("kafka.strimzi.io", "Kafka", "spec/entityOperator/topicOperator/image"),
        Row("kafka.strimzi.io", "Kafka", "spec/entityOperator/userOperator/image"),
        Row("kafka.strimzi.io", "Kafka", "spec/entityOperator/tlsSidecar/image"),
        Row("kafka.strimzi.io", "Kafka", "spec/cruiseControl/image"),
        Row("kafka.strimzi.io", "Kafka", "spec/kafkaExporter/image"),
        Row("kafka.strimzi.io", "KafkaConnect", "spec/image"),
        Row("kafka.strimzi.io", "KafkaConnect", "spec/clientRackInitImage"),
        Row("kafka.strimzi.io", "KafkaMirrorMaker", "spec/image"),
        Row("kafka.strimzi.io", "KafkaMirrorMaker2", "spec/image"),
        Row("kafka.strimzi.io", "KafkaMirrorMaker2", "spec/clientRackInitImage"),
        Row("kafka.strimzi.io", "KafkaBridge", "spec/image"),
        Row("kafka.strimzi.io", "KafkaBridge", "spec/clientRackInitImage"),

        // https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/
        Row("postgresql.cnpg.io", "Cluster", "spec/imageName"),
        Row("postgresql.cnpg.io", "Cluster", "spec/postgresql/extensions[]/image/reference"),
        Row("postgresql.cnpg.io", "ImageCatalog", "spec/images[]/image"),
        Row("postgresql.cnpg.io", "ClusterImageCatalog", "spec/images[]/image"),

        // https://www.elastic.co/docs/reference/cloud-on-k8s/api-docs
        Row("elasticsearch.k8s.elastic.co", "Elasticsearch", "spec/image"),
        Row("kibana.k8s.elastic.co", "Kibana", "spec/image"),
        Row("apm.k8s.elastic.co", "ApmServer", "spec/image"),
        Row("beat.k8s.elastic.co", "Beat", "spec/image"),
        Row("agent.k8s.elastic.co", "Agent", "spec/image"),
        Row("logstash.k8s.elastic.co", "Logstash", "spec/image"),
        Row("enterprisesearch.k8s.elastic.co", "EnterpriseSearch", "spec/image"),
        Row("maps.k8s.elastic.co", "ElasticMapsServer", "spec/image"),

        // https://nightlies.apache.org/flink/flink-kubernetes-operator-docs-stable/docs/custom-resource/reference/
        Row("flink.apache.org", "FlinkDeployment", "spec/image"),

        // https://www.kubeflow.org/docs/components/spark-operator/reference/api-docs/
        Row("sparkoperator.k8s.io", "SparkApplication", "spec/image"),
        Row("sparkoperator.k8s.io", "SparkApplication", "spec/initContainerImage"),
        Row("sparkoperator.k8s.io", "SparkApplication", "spec/driver/image"),
        Row("sparkoperator.k8s.io", "SparkApplication", "spec/driver/sidecars[]/image"),
        Row("sparkoperator.k8s.io", "SparkApplication", "spec/executor/image"),
        Row("sparkoperator.k8s.io", "SparkApplication", "spec/executor/sidecars[]/image"),
        Row("sparkoperator.k8s.io", "ScheduledSparkApplication", "spec/template/image"),
        Row("sparkoperator.k8s.io", "ScheduledSparkApplication", "spec/template/initContainerImage"),
        Row("sparkoperator.k8s.io", "ScheduledSparkApplication", "spec/template/driver/image"),
        Row("sparkoperator.k8s.io", "ScheduledSparkApplication", "spec/template/driver/sidecars[]/image"),
        Row("sparkoperator.k8s.io", "ScheduledSparkApplication", "spec/template/executor/image"),
        Row("sparkoperator.k8s.io", "ScheduledSparkApplication", "spec/template/executor/sidecars[]/image"),

        // https://github.com/open-telemetry/opentelemetry-operator/tree/main/docs/api
        Row("opentelemetry.io", "OpenTelemetryCollector", "spec/image"),
        Row("opentelemetry.io", "OpenTelemetryCollector", "spec/targetAllocator/image"),
        Row("opentelemetry.io", "TargetAllocator", "spec/image"),
        Row("opentelemetry.io", "OpAMPBridge", "spec/image"),
        Row("opentelemetry.io", "Instrumentation", "spec/java/image"),
        Row("opentelemetry.io", "Instrumentation", "spec/nodejs/image"),
        Row("opentelemetry.io", "Instrumentation", "spec/python/image"),
        Row("opentelemetry.io", "Instrumentation", "spec/dotnet/image"),
        Row("opentelemetry.io", "Instrumentation", "spec/go/image"),
        Row("opentelemetry.io", "Instrumentation", "spec/apacheHttpd/image"),
        Row("opentelemetry.io", "Instrumentation", "spec/nginx/image"),

        // https://github.com/jaegertracing/jaeger-operator/blob/main/docs/api.md
        Row("jaegertracing.io", "Jaeger", "spec/allInOne/image"),
        Row("jaegertracing.io", "Jaeger", "spec/agent/image"),
        Row("jaegertracing.io", "Jaeger", "spec/collector/image"),
        Row("jaegertracing.io", "Jaeger", "spec/ingester/image"),
        Row("jaegertracing.io", "Jaeger", "spec/query/image"),
        Row("jaegertracing.io", "Jaeger", "spec/storage/dependencies/image"),
        Row("jaegertracing.io", "Jaeger", "spec/storage/esIndexCleaner/image"),
        Row("jaegertracing.io", "Jaeger", "spec/storage/esRollover/image"),
        Row("jaegertracing.io", "Jaeger", "spec/storage/cassandraCreateSchema/image"),

        // https://access.crunchydata.com/documentation/postgres-operator/latest/references/crd
        Row("postgres-operator.crunchydata.com", "PostgresCluster", "spec/image"),
        Row("postgres-operator.crunchydata.com", "PostgresCluster", "spec/backups/pgbackrest/image"),
        Row("postgres-operator.crunchydata.com", "PostgresCluster", "spec/proxy/pgBouncer/image"),
        Row("postgres-operator.crunchydata.com", "PostgresCluster", "spec/monitoring/pgmonitor/exporter/image"),

        // https://postgres-operator.readthedocs.io/en/latest/reference/cluster_manifest/
        Row("acid.zalan.do", "postgresql", "spec/dockerImage"),
        Row("acid.zalan.do", "postgresql", "spec/sidecars[]/image"),
        Row("acid.zalan.do", "postgresql", "spec/connectionPooler/dockerImage"),

        // https://docs.percona.com/percona-operator-for-mysql/pxc/operator.html and …-for-mongodb/operator.html
        Row("pxc.percona.com", "PerconaXtraDBCluster", "spec/pxc/image"),
        Row("pxc.percona.com", "PerconaXtraDBCluster", "spec/haproxy/image"),
        Row("pxc.percona.com", "PerconaXtraDBCluster", "spec/proxysql/image"),
        Row("pxc.percona.com", "PerconaXtraDBCluster", "spec/backup/image"),
        Row("pxc.percona.com", "PerconaXtraDBCluster", "spec/logcollector/image"),
        Row("pxc.percona.com", "PerconaXtraDBCluster", "spec/pmm/image"),
        Row("psmdb.percona.com", "PerconaServerMongoDB", "spec/image"),
        Row("psmdb.percona.com", "PerconaServerMongoDB", "spec/backup/image"),
        Row("psmdb.percona.com", "PerconaServerMongoDB", "spec/pmm/image"),

        // https://www.rabbitmq.com/kubernetes/operator/using-operator#images
        Row("rabbitmq.com", "RabbitmqCluster", "spec/image"),

        // https://ot-redis-operator.netlify.app/docs/crd-reference/
        Row("redis.redis.opstreelabs.in", null, "spec/kubernetesConfig/image"),
        Row("redis.redis.opstreelabs.in", null, "spec/redisExporter/image"),

        // https://www.keycloak.org/operator/advanced-configuration
        Row("k8s.keycloak.org", "Keycloak", "spec/image"),

        // https://min.io/docs/minio/kubernetes/upstream/reference/operator-crd.html
        Row("minio.min.io", "Tenant", "spec/image"),

        // https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/api_reference.md
        Row("k8s.mariadb.com", "MariaDB", "spec/image"),
        Row("k8s.mariadb.com", "MariaDB", "spec/metrics/exporter/image"),
        Row("k8s.mariadb.com", "MariaDB", "spec/galera/agent/image"),
        Row("k8s.mariadb.com", "MariaDB", "spec/galera/initContainer/image"),
        Row("k8s.mariadb.com", "MaxScale", "spec/image"),

        // https://rook.io/docs/rook/latest/CRDs/Cluster/ceph-cluster-crd/
        Row("ceph.rook.io", "CephCluster", "spec/cephVersion/image"),

        // https://grafana.com/docs/k6/latest/set-up/set-up-distributed-k6/
        Row("k6.io", "TestRun", "spec/runner/image"),
        Row("k6.io", "TestRun", "spec/starter/image"),
        Row("k6.io", "TestRun", "spec/initializer/image"),

        // https://github.com/fluent/fluent-operator/tree/master/docs
        Row("fluentbit.fluent.io", "FluentBit", "spec/image"),
        Row("fluentd.fluent.io", "Fluentd", "spec/image"),

        // https://gateway.envoyproxy.io/docs/api/extension_types/
        Row("gateway.envoyproxy.io", "EnvoyProxy", "spec/provider/kubernetes/envoyDeployment/container/image"),
        Row("gateway.envoyproxy.io", "EnvoyProxy", "spec/provider/kubernetes/envoyDaemonSet/container/image"),

        // https://kubevirt.io/user-guide/storage/disks_and_volumes/#containerdisk
        Row("kubevirt.io", null, "**/volumes[]/containerDisk/image"),
        Row("kubevirt.io", null, "**/kernelBoot/container/image"),

        // https://docs.crossplane.io/latest/packages/: a package is an OCI image under a field of another name.
        Row("pkg.crossplane.io", "Provider", "spec/package"),
        Row("pkg.crossplane.io", "Configuration", "spec/package"),
        Row("pkg.crossplane.io", "Function", "spec/package"),

        // https://olm.operatorframework.io/docs/concepts/crds/catalogsource/ and …/clusterserviceversion/
        Row("operators.coreos.com", "CatalogSource", "spec/image"),
        Row("operators.coreos.com", "ClusterServiceVersion", "spec/relatedImages[]/image"),
    ];

    private static ImageFieldRule Row(string? group, string? kind, string path) =>
        ImageFieldRule.Known(group, kind, path);
}
