//! MITRE ATT&CK: the techniques of the containers matrix of ATT&CK v17 that a configuration can help or hinder,
//! and those beside the matrix that Kubernetes objects open.

use sekisho_finding::Text;

use super::{chapter, row};
use crate::Framework;
use crate::Gap::{Authorizer, Cloud, Cluster, Host, Image, Organisation, Runtime};

pub(super) fn framework() -> Framework {
    Framework {
        name: "mitre",
        short: Text { en: "ATT&CK", ja: "ATT&CK" },
        title: Text { en: "MITRE ATT&CK for Containers", ja: "MITRE ATT&CK for Containers" },
        version: "v17",
        publisher: "MITRE",
        url: "https://attack.mitre.org/versions/v17/matrices/enterprise/containers/",
        about: Text {
            en: "Each technique as the state that hinders it, under the first tactic that it serves. Passed means that nothing here opens the way; how a technique is noticed while it is used is not judged. The last chapter has techniques outside the containers matrix.",
            ja: "各テクニックを、それを妨げる状態として最初の戦術の下に挙げます。「合格」は、そのテクニックを許す設定が見つからないことを表し、実行時の検知は判定しません。最後の章はコンテナーマトリクス以外のテクニックです。",
        },
        evidence_only: false,
        sections: vec![
            chapter(
                "initial-access",
                Text { en: "Initial access", ja: "初期侵入" },
                &[
                    row(
                        "T1190",
                        "Public applications have no known hole",
                        "公開アプリケーションの既知の脆弱性を突かれない",
                        "mitre:T1190 N14 V01 I07",
                        Some(Image),
                    ),
                    row(
                        "T1133",
                        "Interfaces for administration are not open to the world",
                        "管理用インターフェースを外部に公開しない",
                        "mitre:T1133",
                        None,
                    ),
                    row(
                        "T1078",
                        "Accounts have no rights that an intruder would want",
                        "侵入者に悪用される過大な権限をアカウントに与えない",
                        "mitre:T1078",
                        Some(Authorizer),
                    ),
                ],
            ),
            chapter(
                "execution",
                Text { en: "Execution", ja: "実行" },
                &[
                    row(
                        "T1609",
                        "Few can run commands in containers",
                        "コンテナー内でコマンドを実行できる主体を絞る",
                        "mitre:T1609",
                        Some(Authorizer),
                    ),
                    row(
                        "T1610",
                        "Nobody can start containers that no policy confines",
                        "ポリシーで制限されないコンテナーを起動させない",
                        "mitre:T1610",
                        None,
                    ),
                    row(
                        "T1053.007",
                        "Scheduled jobs are known and wanted",
                        "定期実行ジョブを把握する",
                        "mitre:T1053.007",
                        Some(Organisation),
                    ),
                    row(
                        "T1204.003",
                        "Images come from where they are trusted",
                        "信頼できる配布元のイメージだけを使う",
                        "mitre:T1204.003",
                        Some(Image),
                    ),
                ],
            ),
            chapter(
                "persistence",
                Text { en: "Persistence", ja: "永続化" },
                &[
                    row(
                        "T1098",
                        "Rights and credentials of accounts cannot be changed by many",
                        "アカウントの権限と資格情報を変更できる主体を絞る",
                        "mitre:T1098",
                        Some(Authorizer),
                    ),
                    row(
                        "T1098.006",
                        "Roles of the cluster cannot be granted by many",
                        "クラスターのロールを付与できる主体を絞る",
                        "mitre:T1098.006",
                        Some(Authorizer),
                    ),
                    row(
                        "T1136",
                        "No accounts appear that nobody ordered",
                        "意図しないアカウントを作らせない",
                        "mitre:T1136",
                        Some(Runtime),
                    ),
                    row(
                        "T1525",
                        "Images cannot be swapped for others",
                        "イメージを差し替えられないようにする",
                        "mitre:T1525",
                        None,
                    ),
                    row(
                        "T1543",
                        "System processes of containers and hosts cannot be changed",
                        "コンテナーやホストのシステムプロセスを改変させない",
                        "mitre:T1543",
                        None,
                    ),
                    row(
                        "T1543.005",
                        "Containers cannot be made into services of the host",
                        "コンテナーをホストのサービスとして常駐させない",
                        "mitre:T1543.005",
                        Some(Host),
                    ),
                ],
            ),
            chapter(
                "privilege-escalation",
                Text { en: "Privilege escalation", ja: "権限昇格" },
                &[
                    row(
                        "T1611",
                        "Containers cannot be left for the host",
                        "コンテナーからホストへ抜け出せないようにする",
                        "mitre:T1611",
                        None,
                    ),
                    row(
                        "T1068",
                        "Kernel and runtime have no known hole",
                        "カーネルとランタイムの既知の脆弱性をなくす",
                        "mitre:T1068 V01",
                        Some(Host),
                    ),
                    row(
                        "T1548",
                        "Programs cannot raise their rights",
                        "プログラムが自ら権限を上げられないようにする",
                        "mitre:T1548",
                        None,
                    ),
                ],
            ),
            chapter(
                "defense-evasion",
                Text { en: "Defence evasion", ja: "防御の回避" },
                &[
                    row(
                        "T1612",
                        "Images are not built on nodes of the cluster",
                        "クラスターのノードでイメージをビルドさせない",
                        "mitre:T1612 P10 runtime-socket-mounted",
                        Some(Runtime),
                    ),
                    row(
                        "T1562",
                        "Defences cannot be switched off",
                        "防御の仕組みを止められないようにする",
                        "mitre:T1562",
                        None,
                    ),
                    row(
                        "T1070",
                        "Traces cannot be removed",
                        "痕跡を消されないようにする",
                        "mitre:T1070",
                        Some(Authorizer),
                    ),
                    row(
                        "T1036",
                        "Nothing can pass for something else",
                        "正規のものへのなりすましを防ぐ",
                        "mitre:T1036",
                        None,
                    ),
                    row(
                        "T1550.001",
                        "Tokens of others cannot be used",
                        "他者のトークンを使わせない",
                        "mitre:T1550.001",
                        Some(Authorizer),
                    ),
                    row(
                        "T1556",
                        "How requests are authenticated cannot be changed",
                        "認証やアドミッションの仕組みを改変させない",
                        "mitre:T1556",
                        None,
                    ),
                ],
            ),
            chapter(
                "credential-access",
                Text { en: "Credential access", ja: "認証情報の窃取" },
                &[
                    row(
                        "T1110",
                        "Passwords cannot be guessed without end",
                        "パスワードの総当たりを許さない",
                        "mitre:T1110",
                        Some(Cluster),
                    ),
                    row(
                        "T1528",
                        "Tokens are where they are needed and nowhere else",
                        "トークンを必要な場所だけに置く",
                        "mitre:T1528",
                        None,
                    ),
                    row(
                        "T1552",
                        "Credentials are protected where they are kept",
                        "資格情報を保護して保管する",
                        "mitre:T1552",
                        None,
                    ),
                    row(
                        "T1552.001",
                        "No credentials stand in files and manifests",
                        "ファイルやマニフェストに資格情報を書かない",
                        "mitre:T1552.001",
                        None,
                    ),
                    row(
                        "T1552.005",
                        "Pods do not reach the cloud's metadata",
                        "クラウドのメタデータに Pod から届かせない",
                        "mitre:T1552.005",
                        Some(Cloud),
                    ),
                    row(
                        "T1552.007",
                        "Few can read Secrets through the API",
                        "API 経由で Secret を読める主体を絞る",
                        "mitre:T1552.007",
                        Some(Authorizer),
                    ),
                ],
            ),
            chapter(
                "discovery",
                Text { en: "Discovery", ja: "探索" },
                &[
                    row(
                        "T1613",
                        "Few can list what is in the cluster",
                        "クラスターの内容を一覧できる主体を絞る",
                        "mitre:T1613",
                        Some(Authorizer),
                    ),
                    row(
                        "T1046",
                        "Services are not reachable for whoever looks around",
                        "サービスを無関係な相手から見えないようにする",
                        "mitre:T1046",
                        None,
                    ),
                    row(
                        "T1069",
                        "Few can list who may do what",
                        "権限の割り当てを一覧できる主体を絞る",
                        "mitre:T1069",
                        Some(Authorizer),
                    ),
                ],
            ),
            chapter(
                "lateral-movement",
                Text { en: "Lateral movement", ja: "横展開" },
                &[
                    row(
                        "T1021.004",
                        "No container offers remote login",
                        "コンテナーでリモートログインを提供しない",
                        "mitre:T1021.004",
                        None,
                    ),
                    row(
                        "T1090",
                        "Few can tunnel into pods",
                        "Pod へのトンネルを張れる主体を絞る",
                        "mitre:T1090",
                        Some(Authorizer),
                    ),
                ],
            ),
            chapter(
                "impact",
                Text { en: "Impact", ja: "影響" },
                &[
                    row(
                        "T1485",
                        "Few can delete workloads and data",
                        "ワークロードとデータを削除できる主体を絞る",
                        "mitre:T1485",
                        Some(Authorizer),
                    ),
                    row(
                        "T1490",
                        "Backups survive an intruder",
                        "侵入されてもバックアップを失わない",
                        "mitre:T1490",
                        Some(Organisation),
                    ),
                    row(
                        "T1496",
                        "Workloads cannot take all there is of the cluster",
                        "計算資源を際限なく使わせない",
                        "mitre:T1496",
                        None,
                    ),
                    row(
                        "T1498",
                        "The network withstands floods",
                        "ネットワークへの大量通信に耐える",
                        "mitre:T1498",
                        Some(Cluster),
                    ),
                    row(
                        "T1499",
                        "Workloads withstand exhaustion of resources",
                        "リソース枯渇に耐える",
                        "mitre:T1499",
                        None,
                    ),
                ],
            ),
            chapter(
                "beside",
                Text {
                    en: "Beside the containers matrix", ja: "コンテナーマトリクス以外"
                },
                &[
                    row(
                        "T1040",
                        "Pods cannot listen to the host's traffic",
                        "ホストの通信を傍受させない",
                        "mitre:T1040",
                        None,
                    ),
                    row(
                        "T1048",
                        "Data cannot leave by any other way",
                        "データを別経路で持ち出させない",
                        "mitre:T1048",
                        None,
                    ),
                    row(
                        "T1057",
                        "Pods cannot see each other's processes",
                        "他のプロセスを見せない",
                        "mitre:T1057",
                        None,
                    ),
                    row(
                        "T1195",
                        "What is deployed was not changed on its way",
                        "配布経路での改ざんを防ぐ",
                        "mitre:T1195",
                        Some(Image),
                    ),
                    row(
                        "T1557",
                        "Traffic cannot be read or changed on its way",
                        "通信の盗聴と改ざんを防ぐ",
                        "mitre:T1557",
                        None,
                    ),
                    row(
                        "T1565",
                        "Data and name resolution cannot be manipulated",
                        "データと名前解決を改ざんさせない",
                        "mitre:T1565",
                        None,
                    ),
                ],
            ),
        ],
    }
}
