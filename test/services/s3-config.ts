/** Where a test's gateway lies and listens. */
export interface GatewayPlace {
  readonly folder: string;
  readonly fsid: string;
  readonly monitor: number;
  readonly gateway: number;
}

/**
 * The ceph.conf of one monitor, one object daemon and one gateway on loopback. Between the daemons there is no
 * authentication; S3 requests are signed and checked. One copy of everything, in memory, and no waiting for a quorum
 * that can only be one.
 */
export function gatewayConfig({ folder, fsid, monitor, gateway }: GatewayPlace): string {
  return printSections({
    global: {
      fsid,
      mon_initial_members: "a",
      mon_host: `[v1:127.0.0.1:${monitor}]`,
      public_addr: "127.0.0.1",
      cluster_addr: "127.0.0.1",
      ms_bind_ipv4: "true",
      ms_bind_ipv6: "false",
      auth_cluster_required: "none",
      auth_service_required: "none",
      auth_client_required: "none",
      run_dir: `${folder}/run`,
      admin_socket: `${folder}/run/$name.asok`,
      log_file: `${folder}/log/$name.log`,
      log_to_stderr: "false",
      err_to_stderr: "true",
      crash_dir: `${folder}/log`,
      osd_pool_default_size: "1",
      osd_pool_default_min_size: "1",
      osd_pool_default_pg_num: "8",
      osd_pool_default_pgp_num: "8",
      osd_pool_default_pg_autoscale_mode: "off",
      osd_crush_chooseleaf_type: "0",
      mon_allow_pool_size_one: "true",
      mon_max_pg_per_osd: "1000",
      mon_warn_on_pool_no_redundancy: "false",
      paxos_propose_interval: "0.02",
      paxos_min_wait: "0.01",
      osd_fast_shutdown: "true",
    },
    mon: {
      mon_data: `${folder}/mon`,
      mon_cluster_log_file: `${folder}/log/cluster.log`,
      mon_data_avail_warn: "1",
      mon_data_avail_crit: "0",
    },
    "mon.a": {},
    osd: {
      osd_data: `${folder}/osd`,
      osd_objectstore: "memstore",
      memstore_device_bytes: "4294967296",
      osd_class_default_list: "*",
      osd_class_load_list: "*",
      osd_crush_update_on_start: "false",
      osd_class_update_on_start: "false",
    },
    client: { keyring: `${folder}/keyring` },
    "client.rgw": {
      rgw_data: `${folder}/rgw`,
      rgw_frontends: `beast endpoint=127.0.0.1:${gateway} tcp_nodelay=1`,
      rgw_run_sync_thread: "false",
      rgw_enable_usage_log: "false",
      rgw_thread_pool_size: "32",
      // Parts of any size, so that a test need not send many megabytes to send several.
      rgw_multipart_min_part_size: "1",
    },
  });
}

function printSections(sections: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  return Object.entries(sections)
    .map(([name, settings]) =>
      [`[${name}]`, ...Object.entries(settings).map(([key, value]) => `${key} = ${value}`), ""].join("\n"),
    )
    .join("\n");
}
