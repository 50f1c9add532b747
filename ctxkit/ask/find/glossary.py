"""Words of operations in Chinese, Japanese and Korean, and the words of the source for them: data
only.

The words of the user interface (upload, workflow, plugin) are learned from the console's own
catalogs; here are those that only its operators use. Not here: how a topic is cut into words
(`translation.py`).
"""

from __future__ import annotations

_TERMS = """
数据库 資料庫 データベース 데이터베이스 | database
连接池 連線池 コネクションプール 接続プール 커넥션풀 | pool
连接 連線 接続 연결 | connect
プール | pool
线程 執行緒 スレッド 스레드 | thread
进程 行程 プロセス 프로세스 | process/worker
并发 並發 併發 并行 同時実行 並列 並行 동시 | concurrency/parallel
同时 同時 | concurrent/simultaneous
ワーカー 워커 | worker
队列 佇列 キュー 대기열 | queue
调度 排程 スケジュール 스케줄 | schedule
定时任务 定時任務 定期タスク 定期実行 バッチ | schedule/beat
定时 定時 定期 | schedule
任务 タスク 작업 | task
超时 逾時 タイムアウト 타임아웃 | timeout
重试 重試 再試行 リトライ 재시도 | retry
退避 バックオフ | backoff
限流 速率限制 レート制限 レートリミット 流量制限 頻度制限 | rate limit
速率 频率 頻率 レート 頻度 | rate
配额 配額 クォータ | quota
上限 最大値 最大值 | max/limit
限制 制限 리밋 제한 | limit
最大 최대 | max
最小 최소 | min
大小 サイズ 容量 크기 | size
长度 長度 長さ 文字数 字数 길이 | length
数量 件数 个数 個数 数 | count/number
次数 回数 | count/times
步数 步骤数 ステップ数 ステップ | step
深度 深さ 嵌套 ネスト | depth
级别 等級 レベル 레벨 | level
日志 日誌 ログ 로그 | log
格式 フォーマット 形式 書式 | format
缓存 快取 キャッシュ 캐시 | cache
存储 儲存 ストレージ 스토리지 저장소 | storage
对象存储 オブジェクトストレージ | storage
后端 後端 バックエンド | backend
向量库 向量数据库 ベクトルデータベース ベクターデータベース | vector store
向量 ベクトル ベクター 벡터 | vector
嵌入 埋め込みモデル エンベディング 임베딩 | embedding
内嵌 埋め込み | embed
批量 批次 バッチサイズ バッチ | batch
索引 インデックス 인덱스 | index
分段 分块 分塊 チャンク セグメント | segment/chunk
检索 檢索 検索 검색 | retrieval/search
重排 リランク | rerank
沙箱 沙盒 サンドボックス 샌드박스 | sandbox
代码执行 コード実行 | code execution
代理 プロキシ プロキシー 프록시 | proxy
反向代理 リバースプロキシ | nginx proxy
域名 ドメイン 도메인 | domain/url
地址 アドレス | url/address
链接 連結 リンク 링크 | link/url
端口 連接埠 ポート 포트 | port
证书 証明書 인증서 | certificate/ssl
加密 暗号化 암호화 | encrypt/ssl
跨域 クロスオリジン オリジン間 | cors/origins
白名单 白名單 ホワイトリスト | whitelist allow
黑名单 黑名單 ブラックリスト | blacklist
登录 登入 ログイン サインイン 로그인 | login
注册 註冊 新規登録 ユーザー登録 サインアップ 가입 | register
锁定 鎖定 ロック ロックアウト | lockout
失败 失敗 실패 | fail
会话 會話 セッション 세션 | session/token
令牌 权杖 トークン 토큰 | token
密码 密碼 パスワード 비밀번호 | password
密钥 金鑰 秘密鍵 シークレット | secret/key
认证 認證 鉴权 認証 인증 | auth
单点登录 單一登入 シングルサインオン | sso/oauth
社交登录 ソーシャルログイン | social oauth login
过期 到期 失效 过期时间 有效期 有效期限 有効期限 有効期間 期限切れ 失効 만료 | expire
迁移 遷移 移行 マイグレーション 마이그레이션 | migration
备份 備份 バックアップ | backup
清理 清除 清空 クリーンアップ 掃除 | clean
删除 刪除 削除 삭제 | delete
保留 保存期間 保持 保管 보관 | retention
天数 日数 | days
间隔 間隔 インターバル | interval
时间 時間 시간 | time
时区 時區 タイムゾーン | timezone
签名 簽名 署名 서명 | signature
验证 驗證 検証 | verify
验证码 驗證碼 認証コード 検証コード | code/verification
镜像源 鏡像源 ミラー 미러 | mirror
依赖 依賴 依存 依存関係 | dependency/requirements
安装 安裝 インストール 설치 | install
升级 升級 アップグレード | upgrade
更新 アップデート | update
启动 啟動 起動 | startup/launch
重启 重啟 再起動 | restart
监控 監控 モニタリング 監視 | monitor/metric
链路追踪 链路 追踪 追蹤 トレース トレーシング 트레이스 | trace/otel
指标 指標 メトリクス | metric
采样 サンプリング | sampling
哨兵 センチネル | sentinel
集群 叢集 クラスター クラスタ | cluster
副本 レプリカ | replica
请求体 請求體 リクエストボディ ボディ | body
请求 請求 リクエスト 요청 | request
响应 響應 レスポンス 応答 | response
流式 ストリーミング ストリーム | stream
缓冲 緩衝 バッファ | buffer
内存 記憶體 メモリ 메모리 | memory
网络 網路 ネットワーク 네트워크 | network
超出 超过 超過 | exceed/limit
邮件 郵件 邮箱 メール 메일 이메일 | mail
服务器 伺服器 サーバー サーバ 서버 | server
发送 發送 送信 | send
收件 受信 | receive
市场 市場 マーケットプレイス 마켓플레이스 | marketplace
插件市场 | marketplace
插件 外掛 プラグイン 플러그인 | plugin
工作流 工作流程 ワークフロー 워크플로 | workflow
节点 節點 ノード 노드 | node
循环 迴圈 ループ 반복 | loop
迭代 反復 イテレーション | iteration
变量 變數 変数 변수 | variable
执行 執行 実行 실행 | execution
标注 標註 アノテーション 注釈 | annotation
导入 匯入 インポート | import
导出 匯出 エクスポート | export
上传 上傳 アップロード 업로드 | upload
下载 下載 ダウンロード | download
文件 檔案 ファイル 파일 | file
图片 圖片 画像 이미지 | image
视频 影片 動画 | video
音频 音訊 音声 | audio
预览 預覽 プレビュー | preview
邀请 邀請 招待 초대 | invite
成员 成員 メンバー | member
审核 審核 モデレーション | moderation
知识库 知識庫 ナレッジ 지식 | dataset/knowledge
模型 モデル 모델 | model
负载均衡 負載平衡 ロードバランス 負荷分散 | lb/balancing
触发器 觸發器 トリガー | trigger
回调 コールバック ウェブフック | webhook
人工介入 人工输入 ヒューマンインプット | human input
应用 應用 アプリ アプリケーション | app
字节 バイト | bytes
组织架构 組織 | organization
告警 警报 警報 アラート | alert
权限 權限 権限 | permission
租户 租戶 テナント | tenant
工作空间 工作空間 ワークスペース | workspace
环境变量 環境變數 環境変数 | env/environment
容器 コンテナ | container
健康检查 健康檢查 ヘルスチェック | health
挂载 掛載 マウント | mount
持久化 永続化 | persistence
扩缩容 自动伸缩 自動擴展 オートスケール 自動スケール | autoscaling/scale
网关 閘道 ゲートウェイ | gateway
负载 負載 負荷 | load
压缩 壓縮 圧縮 | compression
重定向 重新導向 リダイレクト | redirect
心跳 ハートビート | heartbeat
轮询 輪詢 ポーリング | poller
事务 交易 トランザクション | transaction
回滚 ロールバック | rollback
遥测 遙測 テレメトリ | telemetry
引擎 エンジン | engine
图引擎 グラフエンジン | graph engine
存储桶 儲存桶 バケット | bucket
凭证 凭据 憑證 認証情報 資格情報 | credential/key
输出 輸出 出力 打印 | output
系统调用 系統呼叫 システムコール | syscall
端点 端點 エンドポイント | endpoint
前端 フロントエンド | web/frontend
前缀 前綴 プレフィックス 接頭辞 | prefix
路径 路徑 パス | path
目录 目錄 ディレクトリ フォルダ | directory/path
语言 語言 言語 | language
图标 圖示 アイコン | icon
扩展名 副檔名 拡張子 | extension
字符 字元 文字 | character/string
字符串 字串 文字列 | string
数组 陣列 配列 | array
对象 物件 オブジェクト | object
精度 | precision
阈值 閾值 閾値 しきい値 | threshold
空闲 閒置 アイドル | idle
长连接 キープアライブ | keepalive
断开 斷開 切断 | disconnect/close
排序 並べ替え 並び順 | position/order/sort
过滤 過濾 フィルタ フィルター | filter
关键词 關鍵字 キーワード | keyword
摘要 要約 | summary
抽取 提取 抽出 解析 | extract/parse
转换 轉換 変換 | transform
模板 範本 テンプレート | template
语音 語音 音声認識 | audio/speech
消息 訊息 メッセージ | message
通知 | notify/notification
订阅 訂閱 サブスクリプション 購読 | subscription
计费 計費 課金 | billing
远程 遠端 リモート | remote
本地 ローカル | local
调试 偵錯 デバッグ | debug
部署 デプロイ | deploy
初始化 初期化 | init
初始 初期 | init/initial
管理员 管理員 管理者 관리자 | admin
所有者 オーナー | owner
账号 帳號 账户 アカウント 계정 | account
内部 內部 | inner/internal
外部 | external
守护进程 守護行程 デーモン | daemon
拥有者 轉移 转移 移譲 譲渡 | transfer
静态 靜態 静的 | static
签发 發行 発行 | issue
历史 歷史 履歴 | history
用户 使用者 ユーザー ユーザ 사용자 | user
智能体 エージェント 에이전트 | agent
工具 ツール 도구 | tool
登録 ユーザー登録 注册账号 회원가입 | register/signup
保存 保存先 保存位置 存放 | storage/path
社内プロキシ 企业代理 公司代理 | proxy http
内网 局域网 内部网络 內網 イントラネット プライベートIP | internal/private/network
外网 互联网 公网 上网 外網 網際網路 インターネット 인터넷 | network
待ち 待機 排队 等待 排隊 대기 | queue/wait
添付 附件 첨부 | attachment/upload
切れ 切れて 切れる 断开连接 끊김 | timeout/expire
中断 打断 中止 强制结束 強制終了 打ち切 杀掉 被杀 중단 | timeout/time
輸入錯誤 输错 間違え 错误次数 | fail/attempt
一度に 一次 一回 一括 一次性 한번에 | batch
最多 至多 最長 最长 最大限 최대한 | max/limit
阿里云 阿里雲 アリババ | aliyun
腾讯云 騰訊雲 | tencent
华为云 華為雲 | huawei
火山引擎 | volcengine
谷歌 グーグル | google
微软 微軟 マイクロソフト | microsoft/azure
コア コア数 核 | cpu/worker
跳回 跳转 跳轉 | redirect
慢 变慢 很慢 遅い 遅く 加快 速く 性能 パフォーマンス 느려 | worker/concurrency/pool
多久 多长时间 どのくらい 何時間 얼마나 | timeout/expire/retention
多少 几个 幾個 いくつ いくつまで 何個 | max/limit
ログアウト 登出 退出登录 掉线 重新登录 再ログイン 로그아웃 | token/session/refresh expire
自签名 自簽 自己署名 자체서명 | ssl/certificate verify
重置 重設 再設定 リセット 초기화 재설정 | reset
忘记 忘記 忘れ 잊어 | forgot/reset
代码节点 程式碼節點 コードノード 代码执行节点 代码块 코드노드 | code/sandbox execution/node
源 软件源 安装源 ソース | mirror/source
国内 国内的 | china/mirror
子域名 子網域 サブドメイン | domain/cookie
网页 網頁 页面 頁面 ページ サイト 网站 網站 | web
空间不足 磁盘 硬盘 ディスク 디스크 | storage/disk
自动 自動 자동 | auto/schedule
离线 離線 オフライン 오프라인 | marketplace/mirror
跨站 第三方cookie | cookie
拡張 扩容 伸缩 | scale
署名なし 未署名 未签名 没有签名 署名のない | signature/verify
送信元 发件人 寄件人 | mail send from
接続数 连接数 連線數 コネクション数 | connection/pool max
並列数 并行数 并发数 同時実行数 並行數 동시실행수 | concurrency/parallel/worker
実行時間 执行时间 运行时间 運行時間 실행시간 | timeout/time
太大 过大 過大 大きすぎ | limit/size/max
太长 过长 太長 過長 長すぎ | limit/length/max
时长 時長 | timeout/time/duration
时效 時效 | expire
超え | exceed/limit
全文 フルテキスト | fulltext/text
分词 分词器 分詞 トークナイザ トークナイザー | tokenizer/tokenization
网络代理 網路代理 ネットワークプロキシ | proxy
社内 公司内部 | internal/private
日付 日期 | date
接口 介面 | api
存储卷 数据卷 卷 ボリューム 볼륨 | volume/persistence
存储类 ストレージクラス | storage class
渲染 レンダリング 렌더링 | render
范围 範囲 範圍 | range
小数 小数点 桁数 小数位 | precision
第三方库 ライブラリ 라이브러리 | library/dependencies/deps/requirements
列表 一覧 リスト | list
大きさ | size
新版本 新バージョン | update/version/upgrade
子路径 子路徑 サブパス | path/prefix/subpath base/sub
"""

_SILENT = """
如何 怎么 怎样 怎麼 什么 什麼 哪里 哪裡 哪个 为什么 為什麼 可以 能否 需要 想要 请问 方法 问题 問題
情况 情況 时候 進行 进行 的 了 在 和 与 吗 是 把 被 将
修改 更改 更换 调整 調整 增加 增大 减少 提高 延长 延長 放宽 選択 选择 選擇
変更 増やす 減らす 伸ばす 上げる 下げる 変えたい 増やしたい
どこ どう なぜ です ます する したい される できる とは について たい ください 場合 とき
방법 변경 어떻게
表示 显示 顯示 显示不出 出来 不出来 返回 返却 戻り値 占用 被占用
一直 ずっと まま 進まない 不动 卡住 新規 自分
调大 調大 改大 变大 放大 调高 大きく 引き上げ
上げ 下げ 増やし 減らし 延ばす 何度も 多次 反复
すぐ すぐに 毎回 每次 成功 别的 其他 ほか 他の
能 就 个 还是 已经 もう 里 跑 改 配 后 又 页 使う 使い 使って 用
というエラー 提示 报错 報錯 报
耗尽 耗盡 用完 枯渇 不够
只 只能 给 給 让 讓 以 没 很 它 做 用 设为 太 时 時 条 件 番 天 秒 秒数 分 別 单独 單獨 単独
付け 送る 出る 入れ 返って 言われ 後ろ 置き 多い 古い 同一 哪些 一部 很多
"""

_VAGUE = """
允许 允許 許可 허용 | allow
禁止 拒绝 拒否 不可 | deny/disable
禁用 关闭 關閉 关掉 關掉 止め 止める 無効 無効化 無効にする | disable
启用 開啟 开启 有効化 有効にする | enable
设置 設定 配置 设定 コンフィグ 설정 | config
参数 參數 パラメータ | parameter
选项 選項 オプション | option
功能 機能 | feature
策略 方針 ポリシー | policy
类型 類型 種類 タイプ 代わり 代替 | type
切换 切換 切り替え 切り替える 替换 換成 换成 改成 改用 | switch
服务 服務 サービス | service
系统 系統 システム | system
"""


def _table(lines: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    table: dict[str, tuple[tuple[str, ...], ...]] = {}
    for line in lines.strip().splitlines():
        terms, _, words = line.partition("|")
        meaning = tuple(tuple(word.split("/")) for word in words.split())
        table.update((term, meaning) for term in terms.split())
    return table


GLOSSARY: dict[str, tuple[tuple[str, ...], ...]] = {
    **_table(_TERMS),
    **_table(_VAGUE),
    **dict.fromkeys(_SILENT.split(), ()),
}
"""Term -> its English words, all of which it means; `link/url` is one or the other. A term that
says nothing has none.
"""

MAX_TERM_CHARS = max(map(len, GLOSSARY))
